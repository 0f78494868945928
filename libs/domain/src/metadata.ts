import { MAX_DIGITS, digitsInFull } from './decimal.js';
import { invalid } from './errors.js';
import { escapePointer, someNumber, someText, type JsonObject, type JsonValue } from './json.js';
import { METADATA_KEY, assertName } from './names.js';

/**
 * A change of metadata: `set` gives keys their values and keeps the others, `replace` keeps no other, `remove` drops one key,
 * which may be absent.
 */
export type MetadataEdit = { set: JsonObject } | { replace: JsonObject } | { remove: string };

/** The edit that gives one key a value. */
export function setKey(key: string, value: JsonValue): MetadataEdit {
  return { set: Object.fromEntries([[key, value]]) }; // a literal would take `__proto__` for the prototype
}

/** The metadata that a member of a body writes, none where it is absent. Throws `invalid` as `assertMetadata`. */
export function parseMetadata(member: JsonObject | undefined, pointer: string): JsonObject {
  const metadata = member ?? {};
  assertMetadata(metadata, pointer);
  return metadata;
}

/** Throws `invalid` unless every key is a metadata key and every value can be kept. `pointer` says where they stand. */
export function assertMetadata(metadata: JsonObject, pointer: string): void {
  for (const [key, value] of Object.entries(metadata)) {
    const at = { pointer: `${pointer}/${escapePointer(key)}` };
    assertName(METADATA_KEY, key, at);
    assertMetadataValue(value, at.pointer);
  }
}

/**
 * Throws `invalid` when a metadata value holds what PostgreSQL's `jsonb` cannot keep: U+0000, the sign of a zero, or a
 * number that only its exponent keeps short, since `jsonb` writes it out in full.
 */
export function assertMetadataValue(value: JsonValue, pointer: string): void {
  if (someText(value, (text) => text.includes('\u0000'))) {
    throw invalid('metadata cannot hold the character U+0000', { pointer });
  }
  if (someNumber(value, (text) => /^-0(\.0+)?([eE].*)?$/.test(text))) {
    throw invalid('metadata cannot hold a negative zero', { pointer });
  }
  if (someNumber(value, (text) => digitsInFull(text) > MAX_DIGITS)) {
    throw invalid(`metadata cannot hold a number of more than ${MAX_DIGITS} digits when it is written in full`, {
      pointer,
    });
  }
}
