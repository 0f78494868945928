import { printJson } from '../json.js';
import type { Draft } from '../planning/draft.js';
import { conditionsKey, type Rule } from '../rule.js';
import { accepts } from '../setting-type/accepts.js';
import { printSettingType } from '../setting-type/print.js';
import type { Setting } from '../setting.js';
import type { HistoryConflict } from './conflict.js';
import { allNames, type Target } from './target.js';
import { featureValuesOf } from './three-way.js';

/** The features that a setting would be configurable by and that do not exist. */
export function missingFeatures({ setting }: Target, features: readonly string[]): HistoryConflict[] {
  const missing = setting?.configurableFeatures.filter((feature) => !features.includes(feature)) ?? [];
  if (!setting || missing.length === 0) return [];
  const { name, configurableFeatures: expected } = setting;
  const difference = { attribute: 'configurable_features', expected, actual: [...features] };
  return [{ setting: name, ...difference, reason: `would include ${missing.join(', ')}, which do not exist` }];
}

/** What of a setting does not fit its type or its features. */
export function misfitsOf(target: Target): HistoryConflict[] {
  const { owner, setting } = target;
  if (!setting) return [];
  const isSame = owner !== undefined && shapeOf(owner.setting) === shapeOf(setting);
  const rules = isSame ? [...target.rules.values()].filter((rule) => rule !== undefined) : rulesOf(target);
  return [...(isSame ? [] : defaultMisfits(setting)), ...rules.flatMap((rule) => ruleMisfits(rule, target))];
}

/** What decides whether a rule fits, and a default value. */
function shapeOf({ type, configurableFeatures, defaultValue }: Setting): string {
  return printJson([printSettingType(type), [...configurableFeatures].sort(), defaultValue]);
}

/** The rules that a setting is to have. */
function rulesOf({ owner, rules }: Target): Rule[] {
  const kept = (owner?.listRules() ?? []).filter(({ id }) => !rules.has(id));
  return [...kept, ...[...rules.values()].filter((rule) => rule !== undefined)];
}

function defaultMisfits({ name, type, defaultValue }: Setting): HistoryConflict[] {
  if (accepts(type, defaultValue)) return [];
  const difference = { attribute: 'default_value', expected: undefined, actual: defaultValue };
  return [{ setting: name, ...difference, reason: `is not of the type ${printSettingType(type)}` }];
}

/** A rule that did not fit before either, as another program may have written it, is no conflict. */
function ruleMisfits(rule: Rule, { owner, setting, rules }: Target): HistoryConflict[] {
  if (!setting) return [];
  const found = { setting: setting.name, ruleId: rule.id };
  const isOld = owner !== undefined && !rules.has(rule.id);
  const conflicts: HistoryConflict[] = [];
  if (!accepts(setting.type, rule.value) && !(isOld && !accepts(owner.setting.type, rule.value))) {
    const difference = { attribute: 'value', expected: undefined, actual: rule.value };
    conflicts.push({ ...found, ...difference, reason: `is not of the type ${printSettingType(setting.type)}` });
  }
  if (!isConfigurable(rule, setting) && !(isOld && !isConfigurable(rule, owner.setting))) {
    const difference = { attribute: 'feature_values', expected: undefined, actual: featureValuesOf(rule.conditions) };
    conflicts.push({ ...found, ...difference, reason: 'name features that the setting would not be configurable by' });
  }
  return conflicts;
}

function isConfigurable({ conditions }: Rule, { configurableFeatures }: Setting): boolean {
  return conditions.every(({ feature }) => configurableFeatures.includes(feature));
}

/** Rules that would have the same conditions as others. */
export function twinsOf({ owner, setting, rules }: Target): HistoryConflict[] {
  if (!setting) return [];
  const places = new Map<string, number>();
  return [...rules.values()].flatMap((rule): HistoryConflict[] => {
    if (!rule) return [];
    const key = conditionsKey(rule.conditions);
    const twin = owner?.findRuleAt(rule.conditions);
    const other = places.get(key) ?? (twin && twin.id !== rule.id && !rules.has(twin.id) ? twin.id : undefined);
    places.set(key, rule.id);
    if (other === undefined) return [];
    const difference = { attribute: 'feature_values', expected: undefined, actual: featureValuesOf(rule.conditions) };
    const found = { setting: setting.name, ruleId: rule.id, otherRule: other };
    return [{ ...found, ...difference, reason: `are those of rule ${other}` }];
  });
}

/** Names that other settings have. */
export function takenNames(targets: readonly Target[], draft: Draft): HistoryConflict[] {
  const owners = new Set(targets.map(({ owner }) => owner));
  const claims = new Map<string, string>();
  return targets.flatMap(({ setting }): HistoryConflict[] => {
    if (!setting) return [];
    return allNames(setting).flatMap((name): HistoryConflict[] => {
      const holder = draft.find(name);
      const other = claims.get(name) ?? (holder && !owners.has(holder) ? holder.setting.name : undefined);
      claims.set(name, setting.name);
      if (other === undefined) return [];
      const attribute = name === setting.name ? 'name' : 'aliases';
      return [{ setting: setting.name, attribute, expected: undefined, actual: other, reason: taken(name, other) }];
    });
  });
}

function taken(name: string, holder: string): string {
  return `would be ${name}, which is a name of the setting ${holder}`;
}
