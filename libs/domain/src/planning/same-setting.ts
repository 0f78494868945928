import { jsonEquals, printJson } from '../json.js';
import type { Setting } from '../setting.js';
import { printSettingType } from '../setting-type/print.js';
import { compareVersions } from '../version.js';

/** Whether two settings are stored alike, to the spelling of their default values. */
export function sameSetting(a: Setting, b: Setting): boolean {
  return (
    a.name === b.name &&
    sameNames(a.aliases, b.aliases) &&
    printSettingType(a.type) === printSettingType(b.type) &&
    printJson(a.defaultValue) === printJson(b.defaultValue) &&
    sameNames(a.configurableFeatures, b.configurableFeatures) &&
    jsonEquals(a.metadata, b.metadata) &&
    compareVersions(a.version, b.version) === 0
  );
}

/** Whether two lists have the same names in the same order. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}
