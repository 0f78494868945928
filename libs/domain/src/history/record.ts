import type { CompiledRule } from '../compiled-rule.js';
import type { JsonObject } from '../json.js';
import { printJson } from '../json.js';
import { printSettingType } from '../setting-type/print.js';
import type { Setting } from '../setting.js';
import { printVersion } from '../version.js';

/** A setting as it is stored and not yet read: another program may have written what cannot be read. */
export interface SettingRecord {
  name: string;
  /** In any order. */
  aliases: readonly string[];
  type: string;
  /** JSON text. */
  defaultValue: string;
  /** In any order. */
  configurableFeatures: readonly string[];
  metadata: JsonObject;
  /** Null means the first one. */
  version: string | null;
}

/** A rule of the setting with this canonical name. */
export interface RuleRecord {
  setting: string;
  /** Its conditions may be in any order. */
  rule: CompiledRule;
}

/** A setting as it is stored. */
export function recordOf(setting: Setting): SettingRecord {
  return {
    name: setting.name,
    aliases: setting.aliases,
    type: printSettingType(setting.type),
    defaultValue: printJson(setting.defaultValue),
    configurableFeatures: setting.configurableFeatures,
    metadata: setting.metadata,
    version: printVersion(setting.version),
  };
}
