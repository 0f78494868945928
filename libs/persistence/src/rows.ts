import {
  FIRST_VERSION,
  parseStoredJson,
  parseSettingType,
  parseVersion,
  type JsonObject,
  type SettingType,
} from '@heksher/domain';

export { readValue, readValueText } from '@heksher/domain';

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
