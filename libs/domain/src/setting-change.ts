import { DomainError } from './errors.js';
import { printJson } from './json.js';
import { describeConditions, type Rule } from './rule.js';
import { accepts } from './setting-type/accepts.js';
import { isSameType, isStrictSubtype } from './setting-type/compare.js';
import { printSettingType } from './setting-type/print.js';
import type { SettingType } from './setting-type/setting-type.js';
import type { Setting } from './setting.js';
import { compareVersions, printVersion, type Version } from './version.js';

/** The verdict on raising a setting to a version, with or without a change. */
export type ChangeVerdict = 'nothing' | 'version-only' | 'change';

/** The reasons against a change of type, one sentence each. */
export interface TypeConflicts {
  conflicts: string[];
}

/** Throws `conflict` unless `version` is higher than the setting's. */
export function assertHigherVersion(setting: Setting, version: Version): void {
  if (compareVersions(version, setting.version) > 0) return;
  throw new DomainError(
    'conflict',
    `setting ${setting.name} is at version ${printVersion(setting.version)}, so the new version must be higher than ` +
      `that, not ${printVersion(version)}`,
  );
}

/** The verdict on a request that changes nothing, which may repeat the stored version; undefined for a real change. */
function unchangedVerdict(setting: Setting, version: Version, isSame: boolean): 'nothing' | 'version-only' | undefined {
  if (isSame && compareVersions(version, setting.version) === 0) return 'nothing';
  assertHigherVersion(setting, version);
  return isSame ? 'version-only' : undefined;
}

/**
 * Whether a setting may change to another type. The default and the rules' values must be of the new type; in a minor
 * version the new type must also be a subtype of the old one. Throws `conflict` if the version is not higher.
 */
export function judgeTypeChange(
  setting: Setting,
  to: { type: SettingType; version: Version },
  rules: readonly Rule[],
): ChangeVerdict | TypeConflicts {
  const unchanged = unchangedVerdict(setting, to.version, isSameType(setting.type, to.type));
  if (unchanged) return unchanged;

  const conflicts: string[] = [];
  const newType = printSettingType(to.type);
  if (!accepts(to.type, setting.defaultValue)) {
    conflicts.push(`the default value ${printJson(setting.defaultValue)} does not match the new type ${newType}`);
  }
  for (const rule of rules.filter(({ value }) => !accepts(to.type, value))) {
    const conditions = describeConditions(rule.conditions);
    conflicts.push(`rule ${rule.id} (${conditions}) has incompatible value ${printJson(rule.value)}`);
  }
  if (to.version.major === setting.version.major && !isStrictSubtype(to.type, setting.type)) {
    const oldType = printSettingType(setting.type);
    conflicts.push(`cannot change type to non-subtype ${newType} of ${oldType} in a minor version bump`);
  }
  return conflicts.length > 0 ? { conflicts } : 'change';
}

/**
 * Whether a setting may be renamed. `holder` is the setting that has the new name already, as a name or an alias. A rename
 * may keep the version. Throws `conflict` if the stored version is higher or the name belongs to another setting.
 */
export function judgeRename(
  setting: Setting,
  to: { name: string; version: Version },
  holder: Setting | undefined,
): ChangeVerdict {
  if (compareVersions(to.version, setting.version) !== 0) assertHigherVersion(setting, to.version);
  assertNotOfAnother(setting, to.name, holder);
  if (to.name !== setting.name) return 'change';
  return compareVersions(to.version, setting.version) === 0 ? 'nothing' : 'version-only';
}

/**
 * Whether adding an alias changes a setting: not if it has that name already, as its canonical name or as an alias.
 * `holder` is the setting that has the name now. Throws `conflict` if that is another setting.
 */
export function judgeAlias(setting: Setting, alias: string, holder: Setting | undefined): 'nothing' | 'change' {
  assertNotOfAnother(setting, alias, holder);
  return holder ? 'nothing' : 'change';
}

function assertNotOfAnother(setting: Setting, name: string, holder: Setting | undefined): void {
  if (!holder || holder.name === setting.name) return;
  throw new DomainError('conflict', `the name ${name} belongs to the setting ${holder.name}`);
}

/** Throws `not-found` unless a name is one of the setting's aliases. */
export function assertAliasOf(setting: Setting, alias: string): void {
  if (setting.aliases.includes(alias)) return;
  const isName = alias === setting.name;
  throw new DomainError(
    'not-found',
    isName
      ? `${alias} is the name of a setting, not an alias`
      : `setting ${setting.name} has no alias ${JSON.stringify(alias)}`,
  );
}

/**
 * Whether a setting may become configurable by other features, which all exist. Throws `conflict` if the version is not
 * higher, a rule uses a removed feature, or a feature is added in a minor version.
 */
export function judgeFeaturesChange(
  setting: Setting,
  to: { configurableFeatures: readonly string[]; version: Version },
  rules: readonly Rule[],
): ChangeVerdict {
  const { added, removed } = compareFeatures(setting.configurableFeatures, to.configurableFeatures);
  const unchanged = unchangedVerdict(setting, to.version, added.length === 0 && removed.length === 0);
  if (unchanged) return unchanged;

  const users = rulesNaming(removed, rules);
  if (users.length > 0) {
    const used = removed.filter((feature) => rulesNaming([feature], rules).length > 0);
    throw new DomainError('conflict', `the features ${used.join(', ')} are used by the rules ${users.join(', ')}`);
  }
  if (added.length > 0 && to.version.major === setting.version.major) {
    throw new DomainError('conflict', `the features ${added.join(', ')} cannot be added in a minor version bump`);
  }
  return 'change';
}

/** The features that `to` adds to `from` and removes from it, in their own order. */
export function compareFeatures(
  from: readonly string[],
  to: readonly string[],
): { added: string[]; removed: string[] } {
  return {
    added: to.filter((feature) => !from.includes(feature)),
    removed: from.filter((feature) => !to.includes(feature)),
  };
}

/** The ids of the rules with a condition on one of the features, ascending. */
export function rulesNaming(features: readonly string[], rules: readonly Rule[]): number[] {
  return rules
    .filter(({ conditions }) => conditions.some(({ feature }) => features.includes(feature)))
    .map(({ id }) => id)
    .sort((a, b) => a - b);
}
