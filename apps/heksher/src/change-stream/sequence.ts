import type { Request } from 'express';
import type { FollowedTo } from '@heksher/domain';

/** The largest sequence that the log can have. */
const LARGEST = 2n ** 63n - 1n;

/** Reads a sequence; undefined if the text is none. */
export function parseSequence(text: string): bigint | undefined {
  const sequence = /^\d{1,30}$/.test(text) ? BigInt(text) : undefined;
  return sequence !== undefined && sequence <= LARGEST ? sequence : undefined;
}

/** The `Last-Event-ID` of a returning client: `unknown` if it is no sequence, undefined if it is absent. */
export function lastEventId({ headers }: Request): FollowedTo | undefined {
  const text = headers['last-event-id'];
  if (typeof text !== 'string' || text === '') return undefined;
  return parseSequence(text) ?? 'unknown';
}
