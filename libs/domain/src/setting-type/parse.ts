import { DomainError, invalid } from '../errors.js';
import { parseJson, primitiveKey, printJson, isJsonObject, type JsonPrimitive, type JsonValue } from '../json.js';
import { compareCodePoints } from '../code-points.js';
import type { Options, SettingType } from './setting-type.js';

export const MAX_TYPE_LENGTH = 65_536;
export const MAX_TYPE_DEPTH = 32;

const SIMPLE = new Map<string, SettingType>([
  ['int', { kind: 'int' }],
  ['float', { kind: 'float' }],
  ['str', { kind: 'str' }],
  ['bool', { kind: 'bool' }],
]);
const OPTIONED = /^(Enum|Flags)\s*(?=\[)/;
const GENERIC = /^(Sequence|Mapping)\s*</;

/**
 * Reads a setting type. Throws `invalid`, with the fault and the character at which it is (from 0), if the text is not a
 * type, is longer than 65,536 characters, or nests `Sequence` and `Mapping` more than 32 deep.
 */
export function parseSettingType(text: string): SettingType {
  if (text.length > MAX_TYPE_LENGTH) {
    throw invalid(`a setting type has at most ${MAX_TYPE_LENGTH} characters, this one has ${text.length}`);
  }
  return parseAt(text, 0, 0);
}

function parseAt(text: string, offset: number, depth: number): SettingType {
  const simple = SIMPLE.get(text);
  if (simple) return simple;

  const optioned = OPTIONED.exec(text);
  if (optioned) {
    const [start, name] = optioned;
    const options = parseOptions(text.slice(start.length), offset + start.length);
    return { kind: name === 'Enum' ? 'enum' : 'flags', options };
  }

  const generic = GENERIC.exec(text);
  if (generic) {
    const [start, name] = generic;
    if (depth === MAX_TYPE_DEPTH) throw invalid(`a setting type may be nested at most ${MAX_TYPE_DEPTH} deep`);
    if (!text.endsWith('>')) throw faultAt(offset + text.length, `"${name}<" is not closed by a ">" at the end`);
    const inner = text.slice(start.length, -1);
    const indent = inner.length - inner.trimStart().length;
    const of = parseAt(inner.trim(), offset + start.length + indent, depth + 1);
    return { kind: name === 'Sequence' ? 'sequence' : 'mapping', of };
  }

  throw faultAt(
    offset,
    `${text === '' ? 'a type is missing' : `${shorten(text)} is no type`}; the types are int, float, str, bool, ` +
      'Enum[…], Flags[…], Sequence<…> and Mapping<…>',
  );
}

function parseOptions(text: string, offset: number): Options {
  const listed = readOptions(text, offset);
  const options = new Map<string, Exclude<JsonPrimitive, null>>();
  for (const option of listed) {
    if (option === null || Array.isArray(option) || isJsonObject(option)) {
      throw faultAt(offset, `the option ${shorten(printJson(option))} is neither a number nor a string nor a boolean`);
    }
    const key = primitiveKey(option);
    if (!options.has(key)) options.set(key, option);
  }
  const printed = [...options].map(([key, option]) => ({ key, option, text: printJson(option) }));
  return new Map(printed.sort((a, b) => compareCodePoints(a.text, b.text)).map(({ key, option }) => [key, option]));
}

function readOptions(text: string, offset: number): JsonValue[] {
  try {
    return parseJson(text) as JsonValue[]; // a text that starts with "[" is an array if it is JSON
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw faultAt(offset, `the options are not a JSON array: ${error.message}`);
  }
}

function faultAt(position: number, message: string): DomainError {
  return invalid(`setting type, at character ${position}: ${message}`);
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
