import { compareCodePoints } from '../code-points.js';
import type { JsonObject } from '../json.js';
import { storedMetadata } from '../metadata.js';
import { conditionsKey, type Rule } from '../rule.js';
import type { Effects, MetadataEffect } from './effects.js';
import { inOrder, type State, type StoredSetting } from './planning.arbitraries.js';

/**
 * A state after effects, written in the order in which a database is. New rules get the id `firstId` and those after it.
 * Throws if the result breaks a constraint of the tables.
 */
export function applyEffects(state: State, effects: Effects, firstId: number): State {
  const features = effects.features ?? state.features;
  const settings = writeRules(writeSettings(state.settings, effects.settings), effects.rules, firstId);
  const next = { features, settings: settings.map((one) => inOneForm(one, features)).sort(byName) };
  assertSound(next);
  return next;
}

function writeSettings(stored: readonly StoredSetting[], effects: Effects['settings']): StoredSetting[] {
  const { deleted, renamed, added, updated, configurable, metadata, aliases } = effects;
  const newNames = new Map(renamed.map(({ from, to }) => [from, to]));
  const kept = stored
    .filter(({ setting }) => !deleted.includes(setting.name))
    .map(({ setting, rules }) => ({
      setting: { ...setting, name: newNames.get(setting.name) ?? setting.name },
      rules,
    }));
  const all = [...kept, ...added.map((one) => ({ setting: { ...one, aliases: [], metadata: {} }, rules: [] }))];
  return all.map(({ setting, rules }) => {
    const { name } = setting;
    const { type, defaultValue, version } = updated.find((one) => one.name === name) ?? setting;
    const { configurableFeatures } = configurable.find((one) => one.name === name) ?? setting;
    const names = setting.aliases.filter((alias) => !aliases.removed.includes(alias));
    names.push(...aliases.added.filter((one) => one.setting === name).map(({ alias }) => alias));
    const values = { type, defaultValue, version, configurableFeatures };
    return {
      setting: { ...setting, ...values, aliases: names, metadata: edit(name, setting.metadata, metadata) },
      rules,
    };
  });
}

function writeRules(settings: readonly StoredSetting[], effects: Effects['rules'], firstId: number): StoredSetting[] {
  const { deleted, added, revalued, moved, metadata } = effects;
  const news = added.map((rule) => ({ ...rule, metadata: {} }));
  return settings.map(({ setting, rules }) => {
    const kept = rules.filter(({ id }) => !deleted.includes(id));
    const all = [...kept, ...news.filter((rule) => rule.setting === setting.name)];
    const written = all.map((rule): Rule => {
      const { value } = revalued.find(({ id }) => id === rule.id) ?? rule;
      const { conditions } = moved.find(({ id }) => id === rule.id) ?? rule;
      const id = rule.id < 0 ? firstId - 1 - rule.id : rule.id;
      return { ...rule, id, value, conditions: [...conditions], metadata: edit(rule.id, rule.metadata, metadata) };
    });
    return { setting, rules: written };
  });
}

function edit<Owner>(owner: Owner, before: JsonObject, effects: readonly MetadataEffect<Owner>[]): JsonObject {
  const effect = effects.find((one) => one.owner === owner);
  const kept = Object.entries(before).filter(([key]) => !effect?.removed.includes(key));
  return { ...Object.fromEntries(kept), ...effect?.set };
}

/** With lists in the order in which they are read from the database. */
function inOneForm({ setting, rules }: StoredSetting, features: readonly string[]): StoredSetting {
  const configurableFeatures = features.filter((name) => setting.configurableFeatures.includes(name));
  const aliases = [...setting.aliases].sort(compareCodePoints);
  const read = rules.map((rule) => ({
    ...rule,
    setting: setting.name,
    conditions: inOrder(rule.conditions, features),
    metadata: storedMetadata(rule.metadata),
  }));
  return {
    setting: { ...setting, aliases, configurableFeatures, metadata: storedMetadata(setting.metadata) },
    rules: read.sort((a, b) => a.id - b.id),
  };
}

function byName(a: StoredSetting, b: StoredSetting): number {
  return compareCodePoints(a.setting.name, b.setting.name);
}

function assertSound({ features, settings }: State): void {
  assertDistinct('feature', features);
  assertDistinct(
    'name',
    settings.flatMap(({ setting }) => [setting.name, ...setting.aliases]),
  );
  assertDistinct(
    'rule id',
    settings.flatMap(({ rules }) => rules.map(({ id }) => id)),
  );
  for (const { setting, rules } of settings) {
    assertDistinct(
      `conditions of ${setting.name}`,
      rules.map(({ conditions }) => conditionsKey(conditions)),
    );
  }
}

function assertDistinct(what: string, values: readonly (string | number)[]): void {
  if (new Set(values).size < values.length) throw new Error(`a ${what} is there twice: ${values.join(' ')}`);
}
