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
 * A stored value, read as one of the type. Text that is no JSON reads as null: what another program has written wrongly must
 * not keep everything else from being read.
 */
export function readValue(text: string, type: SettingType): JsonValue {
  try {
    return conform(type, parseStoredJson(text));
  } catch {
    return null;
  }
}

/** Texts that reading and printing does not change: integers, plain strings, booleans. */
const PLAIN = /^(?:-?[1-9]\d*|0|true|false|"[^"\\\u0000-\u001f]*")$/;

/** A value as `readValue` reads it, as JSON text. */
export function readValueText(text: string, type: SettingType): string {
  return PLAIN.test(text) ? text : printJson(readValue(text, type));
}

/** Metadata, as PostgreSQL prints it. */
export function readMetadata(text: string): JsonObject {
  return parseStoredJson(text) as JsonObject;
}

/** A stored type. Throws `invalid` if another program has written something else. */
export function readType(text: string): SettingType {
  return parseSettingType(text);
}

/** A stored version; null means the first one. */
export function readVersion(text: string | null): { major: number; minor: number } {
  return text === null ? FIRST_VERSION : parseVersion(text);
}
