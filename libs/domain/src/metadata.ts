import { MAX_DIGITS, digitsInFull } from './decimal.js';
import { invalid, type Path } from './errors.js';
import { someNumber, someText, type JsonObject, type JsonValue } from './json.js';
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
