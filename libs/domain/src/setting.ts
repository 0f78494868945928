import type { JsonObject, JsonValue } from './json.js';
import type { SettingType } from './setting-type/setting-type.js';
import type { Version } from './version.js';

/** A setting as it is stored. */
export interface Setting {
  /** The canonical name. */
  name: string;
  /** The other names it goes by, in the order of their code points. */
  aliases: string[];
  type: SettingType;
  defaultValue: JsonValue;
  /** The features that its rules may name, in feature order. */
  configurableFeatures: string[];
  metadata: JsonObject;
  version: Version;
}
