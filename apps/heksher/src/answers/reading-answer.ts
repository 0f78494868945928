import type { Response } from 'express';
import type { Reading, StateReading } from '@heksher/persistence';

/** An answer to be printed, with the reading that it was made of. */
export class ReadingAnswer<Body> {
  constructor(
    readonly body: Body,
    readonly reading: Reading,
  ) {}
}

/** Marks an answer as RFC 7234 says where it was made of a stale reading. */
export function markStale(response: Response, { staleSeconds }: StateReading): void {
  if (staleSeconds === undefined) return;
  response.setHeader('Warning', '110 - "Response is Stale"');
  response.setHeader('Age', String(staleSeconds));
}
