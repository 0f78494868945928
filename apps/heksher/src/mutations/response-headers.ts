import type { Response } from 'express';
import type { Carried, Replayed } from '@heksher/operations';

/** Sets the headers that tell whether a request was carried out before, or else the sequence of its change. */
export function setCarriedHeaders(response: Response, carried: Carried | Replayed): void {
  if ('replayed' in carried) response.setHeader('Idempotency-Replayed', 'true');
  else if (carried.sequence !== undefined) response.setHeader('Heksher-Sequence', carried.sequence);
}
