import { parse } from 'lossless-json';
import { decimalKey, whyUnacceptable } from './decimal.js';
import { DomainError, invalid, type Fault } from './errors.js';

/** A JSON number that a JavaScript number would print differently, kept as its text. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

export type JsonPrimitive = null | boolean | number | string | ExactNumber;
export type JsonValue = JsonPrimitive | JsonValue[] | JsonObject;
export interface JsonObject {
  [member: string]: JsonValue;
}

/** The deepest nesting of arrays and objects. Types nest 32 deep, so only metadata comes near. */
const MAX_DEPTH = 200;

/** Why deeper JSON is refused. */
export const NESTED_TOO_DEEP = `JSON may be nested at most ${MAX_DEPTH} deep`;

/**
 * Reads JSON without losing a digit. A number is a plain number if JavaScript prints it with the same text, otherwise an
 * `ExactNumber` (`1.0`, `-0`, `12345678901234567890`). The last of repeated members counts.
 *
 * Throws `malformed` if the text is not JSON, and `invalid` if it cannot be stored: it is nested more than 200 deep, has a
 * number beyond the limits of `whyUnacceptable`, or a lone surrogate, which is not Unicode.
 */
export function parseJson(text: string): JsonValue {
  const value = isPlain(text) ? parsePlain(text) : parseText(text, parseLimitedNumber);
  // Only an escape can write a lone surrogate in text that came as UTF-8.
  const fault = /\\u[dD][89a-fA-F]/.test(text) ? findLoneSurrogate(value) : undefined;
  if (fault) throw invalid(fault.message, { path: fault.path });
  return value;
}

/**
 * Reads JSON whose members are not stored, so they may be some that `parseJson` refuses. Throws `malformed` if the text is
 * not JSON, `invalid` if it is nested more than 200 deep.
 */
export function parseTolerantly(text: string): JsonValue {
  try {
    return isPlain(text) ? (JSON.parse(text) as JsonValue) : parseStoredJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error; // nested too deep
    throw new DomainError('malformed', `not valid JSON: ${error.message}`);
  }
}

/** Reads stored JSON, also that of other programs. Throws a SyntaxError only if it is not JSON. */
export function parseStoredJson(text: string): JsonValue {
  return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as JsonValue;
}

/** A string, closed or not, or Python's notation for numbers that JSON lacks. Takes linear time on any text. */
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
    if (!(error instanceof SyntaxError)) throw error; // a refusal of parseNumber
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

/** JavaScript's own parser gives the same result many times as fast. */
function parsePlain(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return parseText(text, parseLimitedNumber); // with a better message
  }
}

/**
 * Whether JavaScript's own parser reads a text correctly if it is JSON: it has no number but short integers, which
 * JavaScript prints as they are, no `__proto__`, and no escape.
 * Escapes, because V8 13.6 (Node.js 24) reads any escape at the beginning of a member name as a backslash, once it has read
 * an object whose member at that place begins with a backslash. Throws `invalid` if the text is nested too deep.
 */
function isPlain(text: string): boolean {
  let depth = 0;
  let isExact = true;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22 /* " */) {
      at = endOfString(text, at);
    } else if (char === 0x5b /* [ */ || char === 0x7b /* { */) {
      if (++depth > MAX_DEPTH) throw invalid(NESTED_TOO_DEEP);
    } else if (char === 0x5d /* ] */ || char === 0x7d /* } */) {
      depth--;
    } else if (isDigit(char)) {
      const end = endOfDigits(text, at);
      isExact &&= isExactInteger(text, at, end);
      at = end - 1;
    }
  }
  return isExact && !text.includes('__proto__') && !text.includes('\\');
}

const MOST_DIGITS = 15;

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Whether digits are an integer that JavaScript prints in the same way. */
function isExactInteger(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  const isFraction = next === 0x2e /* . */ || next === 0x65 /* e */ || next === 0x45; /* E */
  const isNegativeZero = text.charCodeAt(start) === 0x30 /* 0 */ && text.charCodeAt(start - 1) === 0x2d; /* - */
  return !isFraction && !isNegativeZero && end - start <= MOST_DIGITS;
}

function isDigit(char: number): boolean {
  return char >= 0x30 /* 0 */ && char <= 0x39; /* 9 */
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

/** The first lone surrogate in a value. Builds the path only after finding one, because a body may have very many members. */
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

/** Compact JSON text. Numbers keep their digits, and undefined members are left out. */
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

/** The printed text of a number. */
export function numberText(value: number | ExactNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** A text that two primitives share exactly if they are equal as JSON: `1` and `1.0` do; `1`, `"1"` and `true` don't. */
export function primitiveKey(value: JsonPrimitive): string {
  if (isJsonNumber(value)) return `number ${decimalKey(numberText(value))}`;
  return `${value === null ? 'null' : typeof value} ${String(value)}`;
}

/** A text that two values share exactly if they are equal as JSON. */
export function jsonKey(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(jsonKey).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(primitiveKey(value));
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${jsonKey(value[name] as JsonValue)}`).join(',')}}`;
}

/** Whether two values are equal as JSON: numbers by mathematical value, objects with members in any order. */
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

/** Whether `test` accepts any string in a value, names of members included. */
export function someText(value: JsonValue, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (Array.isArray(value)) return value.some((item) => someText(item, test));
  if (isJsonObject(value)) return Object.entries(value).some(([name, item]) => test(name) || someText(item, test));
  return false;
}

/** Whether `test` accepts the text of any number in a value. */
export function someNumber(value: JsonValue, test: (text: string) => boolean): boolean {
  if (isJsonNumber(value)) return test(numberText(value));
  if (Array.isArray(value)) return value.some((item) => someNumber(item, test));
  return isJsonObject(value) && Object.values(value).some((item) => someNumber(item, test));
}
