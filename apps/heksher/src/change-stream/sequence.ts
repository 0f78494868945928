import type { Request } from 'express';
import type { FollowedTo } from '@heksher/domain';

/** The largest sequence that the log can have. */
const LAST = 2n ** 63n - 1n;

/** The sequence that a text names; undefined if it names none. */
export function parseSequence(text: string): bigint | undefined {
  const sequence = /^\d{1,30}$/.test(text) ? BigInt(text) : undefined;
  return sequence !== undefined && sequence <= LAST ? sequence : undefined;
}

/** The last event that a client says it has seen: `unknown` if the header is no sequence, undefined if it is absent. */
export function lastEventId({ headers }: Request): FollowedTo | undefined {
  const text = headers['last-event-id'];
  if (typeof text !== 'string' || text === '') return undefined;
  return parseSequence(text) ?? 'unknown';
}
