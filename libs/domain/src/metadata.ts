import { compareCodePoints } from './code-points.js';
import { MAX_DIGITS, digitsInFull, textInFull } from './decimal.js';
import { invalid, type Path } from './errors.js';
import {
  isJsonNumber,
  isJsonObject,
  numberText,
  parseStoredJson,
  printJson,
  someNumber,
  someText,
  type ExactNumber,
  type JsonObject,
  type JsonValue,
} from './json.js';
import { METADATA_KEY, assertName } from './names.js';

/**
 * A change of metadata: `set` gives keys their values and keeps the others, `replace` keeps no other, `remove` drops one key,
 * which may be absent.
 */
export type MetadataEdit = { set: JsonObject } | { replace: JsonObject } | { remove: string };

/** The edit that gives one key a value. */
export function setKey(key: string, value: JsonValue): MetadataEdit {
  return { set: Object.fromEntries([[key, value]]) }; // an object literal would make `__proto__` the prototype
}

/** Metadata after an edit, in its stored form. */
export function editMetadata(metadata: JsonObject, edit: MetadataEdit): JsonObject {
  if ('replace' in edit) return storedMetadata(edit.replace);
  if ('set' in edit) return storedMetadata({ ...metadata, ...edit.set });
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== edit.remove));
}

/** Metadata in the form in which PostgreSQL's `jsonb` stores it: shorter keys first, numbers without exponents. */
export function storedMetadata(metadata: JsonObject): JsonObject {
  return Object.keys(metadata).length === 0 ? metadata : (toStored(metadata) as JsonObject);
}

/** Metadata as JSON text, with its keys in the order of `jsonb`, in which JavaScript does not keep those like integers. */
export function printMetadata(metadata: JsonObject): string {
  const members = Object.entries(metadata).map(([key, value]) => ({ key, length: utf8Length(key), value }));
  members.sort((a, b) => a.length - b.length || compareCodePoints(a.key, b.key));
  return `{${members.map(({ key, value }) => `${JSON.stringify(key)}:${printJson(toStored(value))}`).join()}}`;
}

function toStored(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(toStored);
  if (isJsonNumber(value)) return toStoredNumber(value);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => ({ key, length: utf8Length(key), member }));
  members.sort((a, b) => a.length - b.length || compareCodePoints(a.key, b.key));
  return Object.fromEntries(members.map(({ key, member }) => [key, toStored(member)]));
}

function toStoredNumber(value: number | ExactNumber): JsonValue {
  const text = numberText(value);
  return /e/i.test(text) ? parseStoredJson(textInFull(text)) : value;
}

/** The number of bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** The metadata in a member of a body; empty if the member is absent. Throws like `assertMetadata`. */
export function parseMetadata(member: JsonObject | undefined, path: Path): JsonObject {
  const metadata = member ?? {};
  assertMetadata(metadata, path);
  return metadata;
}

/** Throws `invalid` unless every key is a metadata key and every value can be stored. `path` leads to the metadata. */
export function assertMetadata(metadata: JsonObject, path: Path): void {
  for (const [key, value] of Object.entries(metadata)) {
    const at = [...path, key];
    assertName(METADATA_KEY, key, { path: at });
    assertMetadataValue(value, at);
  }
}

/**
 * Throws `invalid` if a metadata value contains what PostgreSQL's `jsonb` cannot store: U+0000, the sign of a zero, or a
 * number that is short only because of its exponent, since `jsonb` writes it in full.
 */
export function assertMetadataValue(value: JsonValue, path: Path): void {
  if (someText(value, (text) => text.includes('\u0000'))) {
    throw invalid('metadata cannot hold the character U+0000', { path });
  }
  if (someNumber(value, (text) => /^-0(\.0+)?([eE].*)?$/.test(text))) {
    throw invalid('metadata cannot hold a negative zero', { path });
  }
  if (someNumber(value, (text) => digitsInFull(text) > MAX_DIGITS)) {
    throw invalid(`metadata cannot hold a number of more than ${MAX_DIGITS} digits when it is written in full`, {
      path,
    });
  }
}
