import { DomainError } from '@heksher/domain';
import type { Draining } from './draining.js';

/** Throws `unavailable`, saying why, where no requests are to be sent here. */
export function assertReady(draining: Draining, fault: string | undefined): void {
  if (draining.isUnderWay) throw new DomainError('unavailable', 'the service is about to stop');
  if (fault !== undefined) throw new DomainError('unavailable', fault);
}
