import { DomainError, invalid } from './errors.js';
import { jsonEquals, type JsonObject, type JsonValue } from './json.js';
import { compareCodePoints } from './code-points.js';
import type { Rule } from './rule.js';
import { compareFeatures, rulesNaming } from './setting-change.js';
import { noSettingIsCalled, type Setting } from './setting.js';
import { accepts } from './setting-type/accepts.js';
import { isSameType, isStrictSubtype } from './setting-type/compare.js';
import { printSettingType } from './setting-type/print.js';
import type { SettingType } from './setting-type/setting-type.js';
import { FIRST_VERSION, compareVersions, printVersion, type Version } from './version.js';

/** A setting as a service declares it when it starts. */
export interface Declaration {
  name: string;
  /** The previous name of the setting, if the declaration renames it. */
  alias: string | undefined;
  type: SettingType;
  defaultValue: JsonValue;
  configurableFeatures: string[];
  metadata: JsonObject;
  version: Version;
}

/** The weight of a difference: a minor version allows `minor` ones, a major version also `major` ones, none a `mismatch`. */
export type DifferenceLevel = 'minor' | 'major' | 'mismatch';

export type Attribute = 'configurable_features' | 'type' | 'name' | 'default_value' | 'metadata';

/** A difference of a declaration from the stored setting: an attribute, or a sentence. */
export type Difference =
  | { level: DifferenceLevel; attribute: Attribute; latestValue: JsonValue }
  | { level: DifferenceLevel; message: string };

/** The verdict on a declaration of an existing setting. Only `upgraded` changes anything. */
export type Verdict =
  | { outcome: 'uptodate' }
  | { outcome: 'mismatch'; differences: Difference[] }
  | { outcome: 'outdated'; latestVersion: Version; differences: Difference[] }
  | { outcome: 'upgraded' | 'rejected'; previousVersion: Version; differences: Difference[] };

/** The outcome of a declaration. */
export type DeclarationOutcome = Verdict | { outcome: 'created' };

/** Throws `invalid` unless the default value is of the declared type and the alias differs from the name. */
export function assertConsistent({ name, alias, type, defaultValue }: Declaration): void {
  if (!accepts(type, defaultValue)) {
    throw invalid(`the default value is not of the type ${printSettingType(type)}`, { path: ['default_value'] });
  }
  if (alias === name) throw invalid(`the alias must differ from the name ${name}`, { path: ['alias'] });
}

/**
 * The declared setting; undefined if it is a new one. `byName` and `byAlias` are the settings that the declaration's names
 * lead to now. Throws `not-found` if the alias leads to none, `conflict` if the two names contradict each other.
 */
export function declaredSetting(
  { name, alias }: Pick<Declaration, 'name' | 'alias'>,
  byName: Setting | undefined,
  byAlias: Setting | undefined,
): Setting | undefined {
  if (alias === undefined) return byName;
  if (!byAlias) throw new DomainError('not-found', `${noSettingIsCalled([alias])}, which is given as an alias`);
  if (byName && byName.name !== byAlias.name) {
    throw new DomainError('conflict', `${alias} is a name of the setting ${byAlias.name}, ${name} of ${byName.name}`);
  }
  if (!byName && byAlias.name !== alias) {
    throw new DomainError(
      'conflict',
      `${alias} is an alias of the setting ${byAlias.name}; to rename that, give its canonical name as the alias`,
    );
  }
  return byAlias;
}

/** Throws `first-version-required` unless a new setting is declared at version 1.0. */
export function assertFirstVersion({ name, version }: Declaration): void {
  if (compareVersions(version, FIRST_VERSION) === 0) return;
  throw new DomainError(
    'first-version-required',
    `setting ${name} does not exist yet, so its version must be 1.0, not ${printVersion(version)}`,
  );
}

/** Whether judging a declaration needs the setting's rules: only a removed feature or another type can contradict them. */
export function needsRules(declaration: Declaration, setting: Setting): boolean {
  if (compareVersions(declaration.version, setting.version) < 0) return false;
  const { removed } = compareFeatures(setting.configurableFeatures, declaration.configurableFeatures);
  return removed.length > 0 || !isSameType(declaration.type, setting.type);
}

/**
 * Judges the declaration of an existing setting. `rules` are the setting's rules if `needsRules`, otherwise they may be
 * empty. The caller checks that added features exist: see `addedFeatures`.
 */
export function judgeDeclaration(declaration: Declaration, setting: Setting, rules: readonly Rule[]): Verdict {
  const order = compareVersions(declaration.version, setting.version);
  if (order < 0) {
    return { outcome: 'outdated', latestVersion: setting.version, differences: compareOutdated(declaration, setting) };
  }
  const differences = compare(declaration, setting, rules);
  if (order === 0) return differences.length > 0 ? { outcome: 'mismatch', differences } : { outcome: 'uptodate' };
  const outcome = judgeUpgrade(setting.version, declaration.version, differences);
  return { outcome, previousVersion: setting.version, differences };
}

/** Whether an upgrade allows these differences. */
export function judgeUpgrade(from: Version, to: Version, differences: readonly Difference[]): 'upgraded' | 'rejected' {
  if (differences.some(({ level }) => level === 'mismatch')) return 'rejected';
  const isMajor = to.major > from.major;
  return isMajor || differences.every(({ level }) => level === 'minor') ? 'upgraded' : 'rejected';
}

/**
 * The features that a declaration adds to a setting, and that must exist. None if the declaration is outdated or a removed
 * feature is in use, because nothing is added then.
 */
export function addedFeatures(declaration: Declaration, setting: Setting, rules: readonly Rule[]): string[] {
  if (compareVersions(declaration.version, setting.version) < 0) return [];
  const { added, removed } = compareFeatures(setting.configurableFeatures, declaration.configurableFeatures);
  return rulesNaming(removed, rules).length > 0 ? [] : added;
}

function compare(declaration: Declaration, setting: Setting, rules: readonly Rule[]): Difference[] {
  return byLevel([
    ...compareConfigurableFeatures(declaration, setting, rules),
    ...compareType(declaration, setting, rules),
    ...compareRest(declaration, setting),
  ]);
}

function compareOutdated(declaration: Declaration, setting: Setting): Difference[] {
  return byLevel([
    ...compareOutdatedFeatures(declaration, setting),
    ...compareOutdatedType(declaration, setting),
    ...compareRest(declaration, setting),
  ]);
}

function compareConfigurableFeatures(declared: Declaration, stored: Setting, rules: readonly Rule[]): Difference[] {
  const { added, removed } = compareFeatures(stored.configurableFeatures, declared.configurableFeatures);
  const users = rulesNaming(removed, rules);
  if (users.length > 0) {
    const message = `configurable features ${printNames(removed)} are still in use by rules ${printIds(users)}`;
    return [{ level: 'mismatch', message }];
  }
  if (added.length > 0) return [featuresDiffer(stored)];
  if (removed.length > 0) return [featuresRemoved(removed)];
  return [];
}

function compareOutdatedFeatures(declared: Declaration, stored: Setting): Difference[] {
  const { added, removed } = compareFeatures(declared.configurableFeatures, stored.configurableFeatures);
  if (added.length > 0) return [featuresDiffer(stored)];
  if (removed.length > 0) return [featuresRemoved(removed)];
  return [];
}

function featuresRemoved(features: readonly string[]): Difference {
  return { level: 'minor', message: `removal of configurable features ${printNames(features)}` };
}

function featuresDiffer({ configurableFeatures }: Setting): Difference {
  return { level: 'major', attribute: 'configurable_features', latestValue: [...configurableFeatures] };
}

function compareType({ type }: Declaration, stored: Setting, rules: readonly Rule[]): Difference[] {
  if (isSameType(type, stored.type)) return [];
  const unfit = rules.filter(({ value }) => !accepts(type, value)).map(({ id }) => id);
  if (unfit.length > 0) {
    const ids = printIds(unfit.sort((a, b) => a - b));
    return [{ level: 'mismatch', message: `setting type incompatible with values for rules: ${ids}` }];
  }
  return [typeDiffers(isStrictSubtype(type, stored.type), stored)];
}

function compareOutdatedType({ type }: Declaration, stored: Setting): Difference[] {
  return isSameType(type, stored.type) ? [] : [typeDiffers(isStrictSubtype(stored.type, type), stored)];
}

function typeDiffers(isNarrower: boolean, { type }: Setting): Difference {
  return { level: isNarrower ? 'minor' : 'major', attribute: 'type', latestValue: printSettingType(type) };
}

function compareRest({ name, defaultValue, metadata }: Declaration, stored: Setting): Difference[] {
  const differences: Difference[] = [];
  const note = (attribute: Attribute, latestValue: JsonValue) =>
    differences.push({ level: 'minor', attribute, latestValue });
  if (name !== stored.name) note('name', stored.name);
  if (!jsonEquals(defaultValue, stored.defaultValue)) note('default_value', stored.defaultValue);
  if (!jsonEquals(metadata, stored.metadata)) note('metadata', stored.metadata);
  return differences;
}

// Heksher's own sentences, which its clients compare: lists in Python's notation, names sorted.
function printNames(features: readonly string[]): string {
  const quoted = [...features].sort(compareCodePoints).map((feature) => `'${feature}'`);
  return `[${quoted.join(', ')}]`;
}

function printIds(rules: readonly number[]): string {
  // A rule that the same change set adds has no id yet.
  return `[${rules.map((id) => (id > 0 ? id : 'new')).join(', ')}]`;
}

function byLevel(differences: readonly Difference[]): Difference[] {
  const levels: DifferenceLevel[] = ['minor', 'major', 'mismatch'];
  return levels.flatMap((level) => differences.filter((difference) => difference.level === level));
}
