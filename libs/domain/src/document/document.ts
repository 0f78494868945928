import type { JsonObject, JsonValue } from '../json.js';
import type { Condition } from '../rule.js';
import type { SettingType } from '../setting-type/setting-type.js';
import type { Version } from '../version.js';

/** The format that a document names. Another one would be read in another way. */
export const DOCUMENT_FORMAT = 'heksher/v1';

/** A rule of a document. It has no id: a rule is its conditions. */
export interface DocumentRule {
  /** In any order. None means everyone. */
  conditions: Condition[];
  value: JsonValue;
  /** Undefined: not looked at. */
  metadata: JsonObject | undefined;
}

/** A setting of a document. */
export interface DocumentSetting {
  name: string;
  type: SettingType;
  defaultValue: JsonValue;
  configurableFeatures: string[];
  version: Version;
  /** Undefined: not looked at. */
  metadata: JsonObject | undefined;
  /** Undefined: not looked at. */
  aliases: string[] | undefined;
  /** Undefined: not looked at. */
  rules: DocumentRule[] | undefined;
}

/** Settings with their rules as somebody wants them. */
export interface Document {
  /** The beginnings of the names of settings that it is about; undefined if it does not say. */
  prefixes: string[] | undefined;
  /** The context features in order; undefined: not looked at. */
  features: string[] | undefined;
  settings: DocumentSetting[];
}

/** Whether the name of a setting is in a scope of prefixes. Without a scope every name is. */
export function isInScope(name: string, prefixes: readonly string[] | undefined): boolean {
  return prefixes === undefined || prefixes.some((prefix) => name.startsWith(prefix));
}
