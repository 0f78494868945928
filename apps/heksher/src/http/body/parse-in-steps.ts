import { DomainError, isJsonObject, type JsonValue } from '@heksher/domain';
import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, QUOTE, STEP } from './json-bytes.js';
import { parseBody } from './read-body.js';

/** What is parsed in one step at most, unless it has no arrays and objects in it. */
const SMALL = 64 * 1024;

/**
 * Parses a body in steps, so that a large one does not delay other requests. Throws `malformed` or `invalid` like `parseBody`.
 * The arrays and objects in it are parsed on their own, so it may be nested deeper than other JSON.
 */
export function* parseInSteps(bytes: Buffer): Generator<void, JsonValue> {
  if (bytes.length <= SMALL) return parseBody(bytes);
  const { rest, parts } = yield* takeApart(bytes);
  if (parts.length === 0) return parseBody(bytes);
  const value = parseBody(rest);
  const members = Array.isArray(value) ? value.entries() : isJsonObject(value) ? Object.entries(value) : [];
  for (const [key, member] of members) {
    if (!Array.isArray(member)) continue; // whatever was no primitive is the array of its place among the parts
    const part = yield* parsePart(parts[member[0] as number] as Buffer, key);
    Object.defineProperty(value, key, { value: part, configurable: true, enumerable: true, writable: true });
    yield;
  }
  return value;
}

function* parsePart(bytes: Buffer, key: string | number): Generator<void, JsonValue> {
  try {
    return yield* parseInSteps(bytes);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw error.at(error.faults.map((fault) => ({ ...fault, path: [key, ...(fault.path ?? [])] })));
  }
}

/**
 * The arrays and objects directly in a JSON array or object, and the rest, in which each is replaced by `[n]`. Whether they
 * are JSON is left to the parser: if they are, they are taken apart correctly.
 */
function* takeApart(bytes: Buffer): Generator<void, { rest: Buffer; parts: Buffer[] }> {
  const parts: Buffer[] = [];
  const pieces: Buffer[] = [];
  let [depth, pieceStart, partStart, isText] = [0, 0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (at % STEP === 0) yield;
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth === 2) partStart = at;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (--depth !== 1) continue;
      pieces.push(bytes.subarray(pieceStart, partStart), Buffer.from(`[${parts.length}]`));
      parts.push(bytes.subarray(partStart, at + 1));
      pieceStart = at + 1;
    }
  }
  return { rest: Buffer.concat([...pieces, bytes.subarray(pieceStart)]), parts };
}
