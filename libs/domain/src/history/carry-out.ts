import type { Action } from '../action.js';
import { inFeatureOrder } from '../context-feature.js';
import { printJson } from '../json.js';
import type { Draft } from '../planning/draft.js';
import type { DraftSetting } from '../planning/draft-setting.js';
import { sameNames } from '../planning/same-setting.js';
import type { Condition, Rule } from '../rule.js';
import { conform } from '../setting-type/accepts.js';
import { printSettingType } from '../setting-type/print.js';
import type { Setting } from '../setting.js';
import type { HistoryConflict } from './conflict.js';
import { misfitsOf, missingFeatures, takenNames, twinsOf } from './misfits.js';
import { allNames, type Target } from './target.js';

/** The state that a draft shall reach. */
export interface Aim {
  targets: readonly Target[];
  /** The context features in order. */
  features: readonly string[];
  /** Whether all of each setting is as it once was: then its rules may stay as another program had written them. */
  isOneState: boolean;
}

/** A setting that stays, and its new attributes. */
type Change = Target & { owner: DraftSetting; setting: Setting };

/** Changes a draft to the aim. Answers the conflicts with the present state. If there are any, the draft must not be used. */
export function carryOut({ targets, features, isOneState }: Aim, draft: Draft): HistoryConflict[] {
  const fitted = targets.map((target) => fit(target, features));
  const conflicts = [
    ...fitted.flatMap((target) => [
      ...missingFeatures(target, features),
      ...(isOneState ? [] : misfitsOf(target)),
      ...twinsOf(target),
    ]),
    ...takenNames(fitted, draft),
  ];
  if (conflicts.length > 0) return conflicts;
  for (const { owner, setting } of fitted) if (owner && !setting) draft.deleteSetting(owner);
  for (const target of inOrder(fitted)) change(target, draft);
  for (const { owner, setting, rules } of fitted) {
    if (!owner && setting) draft.addSetting(setting, 'setting.created', written(rules, setting.name));
  }
  return changeFeatures(features, draft);
}

/** A target with features in order, and with values as its type spells them. */
function fit({ owner, setting, rules }: Target, features: readonly string[]): Target {
  if (!setting) return { owner, setting, rules };
  const unknown = setting.configurableFeatures.filter((feature) => !features.includes(feature));
  const configurableFeatures = [...inFeatureOrder(setting.configurableFeatures, features), ...unknown];
  const written = [...rules].map(([id, rule]) => [id, rule && fitWritten(rule, setting, features)] as const);
  const respelled = owner ? respelledRules(owner, setting).filter(({ id }) => !rules.has(id)) : [];
  return {
    owner,
    setting: { ...setting, configurableFeatures },
    rules: new Map([...written, ...respelled.map((rule) => [rule.id, rule] as const)]),
  };
}

function fitWritten(rule: Rule, { type }: Setting, features: readonly string[]): Rule {
  const place = ({ feature }: Condition) => features.indexOf(feature);
  const conditions = [...rule.conditions].sort((a, b) => place(a) - place(b));
  return { ...rule, conditions, value: conform(type, rule.value) };
}

/** The rules of a setting whose values another type spells differently. */
function respelledRules(owner: DraftSetting, { type }: Setting): Rule[] {
  if (printSettingType(owner.setting.type) === printSettingType(type)) return [];
  return owner.listRules().flatMap((rule) => {
    const value = conform(type, rule.value);
    return printJson(value) === printJson(rule.value) ? [] : [{ ...rule, value }];
  });
}

/** The settings that stay, ordered so that each finds its names free, unless some exchange theirs. */
function inOrder(targets: readonly Target[]): Change[] {
  const changes = targets.filter(
    (target): target is Change => target.owner !== undefined && target.setting !== undefined,
  );
  const holders = new Map(changes.flatMap((one) => allNames(one.owner.setting).map((name) => [name, one] as const)));
  const ordered = new Set<Change>();
  const visited = new Set<Change>();
  const visit = (one: Change) => {
    if (visited.has(one)) return;
    visited.add(one);
    for (const name of allNames(one.setting)) {
      const holder = holders.get(name);
      if (holder) visit(holder);
    }
    ordered.add(one);
  };
  changes.forEach(visit);
  return [...ordered];
}

function change({ owner, setting, rules }: Change, draft: Draft): void {
  const before = new Map([...rules.keys()].map((id) => [id, owner.findRule(id)])); // as the type before spells them
  draft.changeSetting(owner, setting, 'setting.changed');
  for (const [id, rule] of rules) {
    const old = before.get(id);
    if (!rule && old) draft.deleteRule(owner, { ...old, setting: setting.name });
  }
  for (const rule of written(rules, setting.name)) {
    const old = before.get(rule.id);
    if (old) draft.respellRule(owner, { ...old, setting: setting.name }, rule);
    else draft.writeRule(owner, rule);
  }
}

function written(rules: Target['rules'], setting: string): Rule[] {
  return [...rules.values()].flatMap((rule) => (rule ? [{ ...rule, setting }] : []));
}

function changeFeatures(features: readonly string[], draft: Draft): HistoryConflict[] {
  const { features: now } = draft;
  if (sameNames(now, features)) return [];
  const used = now.filter((feature) => !features.includes(feature) && draft.isConfigurable(feature));
  if (used.length > 0) {
    const difference = { attribute: 'context_features', expected: undefined, actual: used };
    return [
      { setting: undefined, ...difference, reason: `include ${used.join(', ')}, by which settings are configurable` },
    ];
  }
  draft.setFeatures(features, featuresAction(now, features));
  return [];
}

function featuresAction(before: readonly string[], after: readonly string[]): Action {
  const isGrown = after.some((name) => !before.includes(name));
  const isShrunk = before.some((name) => !after.includes(name));
  if (isGrown) return isShrunk ? 'context_features.adapted' : 'context_feature.added';
  return isShrunk ? 'context_feature.deleted' : 'context_feature.moved';
}
