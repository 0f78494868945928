import { invalid, type Place } from '../errors.js';
import { parseInstant } from '../instant.js';
import { isJsonNumber, numberText, type JsonValue } from '../json.js';

/** A point in time: right after a change, or a time in UTC, as ISO 8601 with milliseconds. */
export type Point = { sequence: bigint } | { time: string };

/** The highest sequence that the database can hold. */
const LAST = 2n ** 63n - 1n;

/** Reads a sequence or a time of RFC 3339, as text or as a JSON number. Throws `invalid`. */
export function parsePoint(value: JsonValue | undefined, at: Place): Point {
  const text = isJsonNumber(value) ? numberText(value) : value;
  if (typeof text === 'string') {
    if (/^\d{1,19}$/.test(text) && BigInt(text) <= LAST) return { sequence: BigInt(text) };
    const time = parseInstant(text);
    if (time !== undefined) return { time: new Date(Math.max(0, time)).toISOString() };
  }
  const shown = typeof text === 'string' ? `, not ${JSON.stringify(text.slice(0, 80))}` : '';
  throw invalid(`a point in time is a sequence of the log or a time such as 2026-11-23T20:15:00Z${shown}`, at);
}
