import {
  FIRST_VERSION,
  conform,
  parseStoredJson,
  parseSettingType,
  parseVersion,
  printJson,
  type JsonObject,
  type JsonValue,
  type SettingType,
} from '@heksher/domain';

/**
 * A value as it is stored, read as one of the type. What another program has written wrongly must not stop the reading of
 * everything else: text that is no JSON reads as null.
 */
export function readValue(text: string, type: SettingType): JsonValue {
  try {
    return conform(type, parseStoredJson(text));
  } catch {
    return null;
  }
}

/** Texts that are the same however they are read and printed: integers, plain strings, booleans. */
const PLAIN = /^(?:-?[1-9]\d*|0|true|false|"[^"\\\u0000-\u001f]*")$/;

/** A value as `readValue` reads it, as JSON text. */
export function readValueText(text: string, type: SettingType): string {
  return PLAIN.test(text) ? text : printJson(readValue(text, type));
}

/** An object of metadata, as PostgreSQL prints it. */
export function readMetadata(text: string): JsonObject {
  return parseStoredJson(text) as JsonObject;
}

/** A type as it is stored. Throws `invalid` when another program has written none. */
export function readType(text: string): SettingType {
  return parseSettingType(text);
}

/** A version as it is stored; null stands for the first one. */
export function readVersion(text: string | null): { major: number; minor: number } {
  return text === null ? FIRST_VERSION : parseVersion(text);
}
