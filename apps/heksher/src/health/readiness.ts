import { DomainError } from '@heksher/domain';
import type { Draining } from './draining.js';

/** Throws `unavailable` with the reason if the service should get no requests. */
export function assertReady(draining: Draining, fault: string | undefined): void {
  if (draining.isUnderWay) throw new DomainError('unavailable', 'the service is about to stop');
  if (fault !== undefined) throw new DomainError('unavailable', fault);
}
