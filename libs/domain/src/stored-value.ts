import { parseStoredJson, printJson, type JsonValue } from './json.js';
import { conform } from './setting-type/accepts.js';
import type { SettingType } from './setting-type/setting-type.js';

/**
 * A stored value, read as one of the type. Text that is no JSON reads as null: an invalid value of another program must
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
