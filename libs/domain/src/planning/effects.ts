import { jsonEquals, printJson, type JsonObject, type JsonValue } from '../json.js';
import { sameConditions, type Condition, type Rule } from '../rule.js';
import { printSettingType } from '../setting-type/print.js';
import type { Setting } from '../setting.js';
import { compareVersions } from '../version.js';
import type { Draft } from './draft.js';
import type { DraftSetting } from './draft-setting.js';

/** Keys of metadata to write and to remove. */
export interface MetadataEffect<Owner> {
  owner: Owner;
  set: JsonObject;
  removed: string[];
}

/**
 * The difference between the state before and after a plan, row by row. Settings are named as they are after the plan, except
 * where it says otherwise.
 */
export interface Effects {
  /** The context features in order, if the list changes. */
  features: readonly string[] | undefined;
  /** The context features that go. */
  removedFeatures: readonly string[];
  settings: {
    /** By the names that they have before. */
    deleted: string[];
    renamed: { from: string; to: string }[];
    added: Setting[];
    /** Those whose type, default value or version changes. */
    updated: Setting[];
    /** Those whose configurable features change. */
    configurable: Setting[];
    metadata: MetadataEffect<string>[];
    aliases: { removed: string[]; added: { setting: string; alias: string }[] };
  };
  rules: {
    deleted: number[];
    /** With a negative id if the rule is new. */
    added: Rule[];
    revalued: { id: number; value: JsonValue }[];
    moved: { id: number; conditions: readonly Condition[] }[];
    metadata: MetadataEffect<number>[];
  };
}

/** What has to be written so that the base of a draft becomes the draft. */
export function effectsOf(draft: Draft): Effects {
  const effects: Effects = {
    ...noEffects(),
    features: draft.isListWritten ? draft.features : undefined,
    removedFeatures: draft.base.features.filter((feature) => !draft.features.includes(feature)),
  };
  for (const one of draft.touched) addSetting(one, effects);
  return effects;
}

/** Effects that write nothing. */
export function noEffects(): Effects {
  return {
    features: undefined,
    removedFeatures: [],
    settings: {
      deleted: [],
      renamed: [],
      added: [],
      updated: [],
      configurable: [],
      metadata: [],
      aliases: { removed: [], added: [] },
    },
    rules: { deleted: [], added: [], revalued: [], moved: [], metadata: [] },
  };
}

/** Whether there is nothing to write. */
export function isNothing({ features, settings, rules }: Effects): boolean {
  return features === undefined && isEmpty(settings) && isEmpty(rules);
}

/** Whether the effects are on rules alone. */
export function isOnRulesOnly({ features, settings }: Effects): boolean {
  return features === undefined && isEmpty(settings);
}

/** Whether the effects are on the list of context features alone. */
export function isOnFeaturesOnly({ features, settings, rules }: Effects): boolean {
  return features !== undefined && isEmpty(settings) && isEmpty(rules);
}

function isEmpty(effects: Effects['settings'] | Effects['rules']): boolean {
  return Object.values(effects).every((one) =>
    Array.isArray(one) ? one.length === 0 : one.removed.length === 0 && one.added.length === 0,
  );
}

function addSetting(one: DraftSetting, effects: Effects): void {
  const { base, setting, isDeleted } = one;
  if (isDeleted) {
    if (base) effects.settings.deleted.push(base.setting.name);
    return;
  }
  if (base) compareSetting(base.setting, setting, effects.settings);
  else addNewSetting(setting, effects.settings);
  for (const [id, rule] of one.writtenRules) compareRule(id, one, rule, effects.rules);
}

function addNewSetting(setting: Setting, { added, metadata, aliases }: Effects['settings']): void {
  added.push(setting);
  addMetadata(setting.name, {}, setting.metadata, metadata);
  aliases.added.push(...setting.aliases.map((alias) => ({ setting: setting.name, alias })));
}

function compareSetting(before: Setting, after: Setting, effects: Effects['settings']): void {
  const { name } = after;
  if (name !== before.name) effects.renamed.push({ from: before.name, to: name });
  if (!isSameRow(before, after)) effects.updated.push(after);
  if (!sameMembers(before.configurableFeatures, after.configurableFeatures)) effects.configurable.push(after);
  addMetadata(name, before.metadata, after.metadata, effects.metadata);
  effects.aliases.removed.push(...before.aliases.filter((alias) => !after.aliases.includes(alias)));
  const added = after.aliases.filter((alias) => !before.aliases.includes(alias));
  effects.aliases.added.push(...added.map((alias) => ({ setting: name, alias })));
}

/** Whether two lists have the same names in any order. */
function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function isSameRow(a: Setting, b: Setting): boolean {
  return (
    printSettingType(a.type) === printSettingType(b.type) &&
    printJson(a.defaultValue) === printJson(b.defaultValue) &&
    compareVersions(a.version, b.version) === 0
  );
}

function compareRule(id: number, one: DraftSetting, after: Rule | undefined, effects: Effects['rules']): void {
  const before = one.findBaseRule(id);
  if (!after) {
    if (before) effects.deleted.push(id);
    return;
  }
  if (!before) {
    effects.added.push({ ...after, setting: one.setting.name });
    addMetadata(id, {}, after.metadata, effects.metadata);
    return;
  }
  if (printJson(before.value) !== printJson(after.value)) effects.revalued.push({ id, value: after.value });
  if (!sameConditions(before.conditions, after.conditions)) effects.moved.push({ id, conditions: after.conditions });
  addMetadata(id, before.metadata, after.metadata, effects.metadata);
}

function addMetadata<Owner>(
  owner: Owner,
  before: JsonObject,
  after: JsonObject,
  effects: MetadataEffect<Owner>[],
): void {
  if (isEmptyObject(before)) {
    if (!isEmptyObject(after)) effects.push({ owner, set: after, removed: [] });
    return;
  }
  const has = (metadata: JsonObject, key: string) => Object.hasOwn(metadata, key);
  const set = Object.entries(after).filter(
    ([key, value]) => !has(before, key) || !jsonEquals(before[key] as JsonValue, value),
  );
  const removed = Object.keys(before).filter((key) => !has(after, key));
  if (set.length > 0 || removed.length > 0) effects.push({ owner, set: Object.fromEntries(set), removed });
}

function isEmptyObject(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}
