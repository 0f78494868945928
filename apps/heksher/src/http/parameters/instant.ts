import { invalid, parseInstant } from '@heksher/domain';
import { lastText } from './query-text.js';

/** Reads a time from a query parameter, in milliseconds since 1970; undefined if it is absent. Throws `invalid`. */
export function readInstant(value: unknown, parameter: string): number | undefined {
  const text = lastText(value);
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw invalid(`${parameter} must be a time such as 2026-11-23T20:15:00Z, not ${JSON.stringify(text)}`, { parameter });
}
