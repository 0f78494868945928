import { parse } from 'lossless-json';
import { decimalKey, whyUnacceptable } from './decimal.js';
import { DomainError, invalid, type Fault } from './errors.js';

/** A JSON number that JavaScript's own numbers would print differently, kept as its text. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

export type JsonPrimitive = null | boolean | number | string | ExactNumber;
export type JsonValue = JsonPrimitive | JsonValue[] | JsonObject;
export interface JsonObject {
  [member: string]: JsonValue;
}

/** How deep arrays and objects may be nested. Types nest 32 deep, so only metadata ever comes near. */
export const MAX_DEPTH = 200;

/**
 * Reads JSON without losing a digit: a number is a plain one where JavaScript prints it with the same text, and an
 * `ExactNumber` elsewhere (`1.0`, `-0`, `12345678901234567890`).
 *
 * Throws `malformed` when the text is not JSON, `invalid` when it is but cannot be kept: nested more than 200 deep, a
 * number beyond the limits of `whyUnacceptable`, or a lone surrogate, which is no Unicode text. Of a repeated member the
 * last one counts.
 */
export function parseJson(text: string): JsonValue {
  const value = isPlain(text) ? parsePlain(text) : parseText(text, parseLimitedNumber);
  // Only an escape can write a lone surrogate in text that came as UTF-8.
  const fault = /\\u[dD][89a-fA-F]/.test(text) ? findLoneSurrogate(value) : undefined;
  if (fault) throw invalid(fault.message, { path: fault.path });
  return value;
}

/**
 * Reads JSON of which only some members count: what `parseJson` would refuse to keep is no reason to refuse the others.
 * Throws `malformed` when the text is not JSON, `invalid` when it is nested more than 200 deep.
 */
export function parseTolerantly(text: string): JsonValue {
  try {
    return isPlain(text) ? (JSON.parse(text) as JsonValue) : parseStoredJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error; // it is nested too deep
    throw new DomainError('malformed', `not valid JSON: ${error.message}`);
  }
}

/** Reads JSON that has been stored, by whomever: nothing of it is refused but what is not JSON, with a SyntaxError. */
export function parseStoredJson(text: string): JsonValue {
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as JsonValue;
}

/** A string, closed or not, or what Python's JSON writes for numbers that are none. Takes linear time on any text. */
const STRING_OR_NO_NUMBER = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g;

function isJsonButForNumbers(text: string): boolean {
  try {
    JSON.parse(text.replace(STRING_OR_NO_NUMBER, (token) => (token.startsWith('"') ? token : '0')));
    return true;
  } catch {
    return false;
  }
}

function parseText(text: string, parseNumber: (text: string) => number | ExactNumber): JsonValue {
  try {
    return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error; // what parseNumber refuses
    if (isJsonButForNumbers(text)) throw invalid('JSON has no numbers such as NaN and Infinity');
    throw new DomainError('malformed', `not valid JSON: ${error.message}`);
  }
}

function parseLimitedNumber(text: string): number | ExactNumber {
  const number = parseNumber(text);
  const fault = typeof number === 'number' ? undefined : whyUnacceptable(text);
  if (fault !== undefined) throw invalid(fault);
  return number;
}

function parseNumber(text: string): number | ExactNumber {
  const number = Number(text);
  return String(number) === text ? number : new ExactNumber(text);
}

/** Where there is no number to be kept, JavaScript's own parser gives the same, several times as fast. */
function parsePlain(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return parseText(text, parseLimitedNumber); // tells better what is wrong
  }
}

/**
 * Whether JavaScript's own parser reads a text rightly, if it is JSON: it has no number, no member whose name objects give a
 * meaning, and no escape. V8 13.6 (Node.js 24) takes any escape at the beginning of a member name for a backslash, once it
 * has read an object whose member at that place begins with one. Throws `invalid` if the text is nested too deep.
 */
function isPlain(text: string): boolean {
  let depth = 0;
  let hasNumber = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22 /* " */) {
      at = endOfString(text, at);
    } else if (char === 0x5b /* [ */ || char === 0x7b /* { */) {
      if (++depth > MAX_DEPTH) throw invalid(`JSON may be nested at most ${MAX_DEPTH} deep`);
    } else if (char === 0x5d /* ] */ || char === 0x7d /* } */) {
      depth--;
    } else if (char >= 0x30 /* 0 */ && char <= 0x39 /* 9 */) {
      hasNumber = true;
    }
  }
  return !hasNumber && !text.includes('__proto__') && !text.includes('\\');
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5c /* \ */) at++;
    else if (char === 0x22) return at;
  }
  return text.length;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** The first lone surrogate in a value. The path is made only once one is found: a body may have very many members. */
function findLoneSurrogate(value: JsonValue): Required<Pick<Fault, 'path' | 'message'>> | undefined {
  if (typeof value === 'string') {
    const isLone = LONE_SURROGATE.test(value);
    return isLone ? { path: [], message: 'a string holds a lone surrogate, which is not Unicode' } : undefined;
  }
  if (!Array.isArray(value) && !isJsonObject(value)) return undefined;
  for (const [step, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (typeof step === 'string' && LONE_SURROGATE.test(step)) {
      return { path: [], message: 'a member name holds a lone surrogate' };
    }
    const found = findLoneSurrogate(inner);
    if (found) return { ...found, path: [step, ...found.path] };
  }
  return undefined;
}

/** Compact JSON text, numbers with the digits they came with. Members that are undefined are left out. */
export function printJson(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${printJson(member)}`).join(',')}}`;
}

/** Whether a value is a JSON object: not null, not an array, not a number. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Whether a value is a JSON number, exact or plain. */
export function isJsonNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** The text of a number, as it is printed. */
export function numberText(value: number | ExactNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** A text that two primitives share exactly when they are equal as JSON: `1` and `1.0` do, `1`, `"1"` and `true` don't. */
export function primitiveKey(value: JsonPrimitive): string {
  if (isJsonNumber(value)) return `number ${decimalKey(numberText(value))}`;
  return `${value === null ? 'null' : typeof value} ${String(value)}`;
}

/** Whether two values are equal as JSON: numbers by mathematical value, objects whatever the order of their members. */
export function jsonEquals(left: JsonValue, right: JsonValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => jsonEquals(item, right[index] as JsonValue));
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => memberEquals(left, right, name));
  }
  if (isPrimitive(left) && isPrimitive(right)) return primitiveKey(left) === primitiveKey(right);
  return false;
}

function memberEquals(left: JsonObject, right: JsonObject, name: string): boolean {
  return Object.hasOwn(right, name) && jsonEquals(left[name] as JsonValue, right[name] as JsonValue);
}

function isPrimitive(value: JsonValue): value is JsonPrimitive {
  return !Array.isArray(value) && !isJsonObject(value);
}

/** Whether a string occurs in a value, as a string or a member's name, that `test` says yes to. */
export function someText(value: JsonValue, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (Array.isArray(value)) return value.some((item) => someText(item, test));
  if (isJsonObject(value)) return Object.entries(value).some(([name, item]) => test(name) || someText(item, test));
  return false;
}

/** Whether a number occurs in a value to whose text `test` says yes. */
export function someNumber(value: JsonValue, test: (text: string) => boolean): boolean {
  if (isJsonNumber(value)) return test(numberText(value));
  if (Array.isArray(value)) return value.some((item) => someNumber(item, test));
  return isJsonObject(value) && Object.values(value).some((item) => someNumber(item, test));
}
