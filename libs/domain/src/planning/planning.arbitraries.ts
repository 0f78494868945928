import { printJson, type JsonValue } from '../json.js';
import { DomainError, type Fault } from '../errors.js';
import { parseConditions, type Condition, type Rule } from '../rule.js';
import { CompiledRule } from '../compiled-rule.js';
import { compileRuleset } from '../ruleset.js';
import type { Setting } from '../setting.js';
import { printLoggedState } from '../logged.js';
import type { Base, BaseSetting } from './base.js';
import type { Item } from './item.js';
import type { Operation } from './operation.js';
import { planOperations, type GuardedOperation, type Plan } from './plan.js';

/** A setting and its rules. */
export interface StoredSetting {
  setting: Setting;
  rules: readonly Rule[];
}

/** A whole state, row by row. */
export interface State {
  features: readonly string[];
  settings: readonly StoredSetting[];
}

/** The base that a state is to a plan. */
export function toBase({ features, settings }: State): Base {
  const compiled = settings.map(({ setting, rules }): { base: BaseSetting; rules: readonly Rule[] } => {
    const ruleset = compileRuleset(setting, rules.map(toCompiled(features)), features);
    return { base: { setting, ruleset }, rules };
  });
  return {
    features,
    find: (name) =>
      compiled.find(({ base: { setting } }) => setting.name === name || setting.aliases.includes(name))?.base,
    findByRule: (id) => compiled.find(({ rules }) => rules.some((rule) => rule.id === id))?.base,
    everySetting: settings.map(({ setting }) => setting),
  };
}

function toCompiled(features: readonly string[]): (rule: Rule) => CompiledRule {
  return ({ id, value, metadata, conditions }) =>
    CompiledRule.of({
      id,
      value: printJson(value),
      metadata: printJson(metadata),
      conditions: inOrder(conditions, features),
    });
}

/** Conditions in feature order. */
export function inOrder(conditions: readonly Condition[], features: readonly string[]): Condition[] {
  return [...conditions].sort((a, b) => features.indexOf(a.feature) - features.indexOf(b.feature));
}

/** Conditions from an object; none for an empty one. */
export function conditions(featureValues: Record<string, string>): Condition[] {
  return Object.keys(featureValues).length === 0 ? [] : parseConditions(featureValues, []);
}

/** `rule.set` of a setting, in few words. */
export function setRule(setting: string, featureValues: Record<string, string>, value: JsonValue): Operation {
  return { op: 'rule.set', rule: { setting, conditions: conditions(featureValues), value } };
}

/** A set of operations without preconditions. */
export function plan(state: State, ...operations: Operation[]): Plan {
  return planOperations(
    toBase(state),
    operations.map((operation): GuardedOperation => ({ operation })),
  );
}

/** The faults for which a set is refused: kind, path and message. Throws if it is not refused. */
export function faultsOf(state: State, ...operations: Operation[]): Fault[] {
  try {
    plan(state, ...operations);
  } catch (error) {
    if (error instanceof DomainError) return [...error.faults];
    throw error;
  }
  throw new Error('the operations were not refused');
}

/** The entries of a plan as texts: action, rule, before → after. */
export function logOf({ items }: Plan): string[] {
  return items.map(({ n, action, ruleId, before, after }: Item) => {
    const states = [before, after].map((one) => (one ? printLoggedState(one) : 'nothing'));
    return `${n} ${action}${ruleId === undefined ? '' : ` ${ruleId}`}: ${states.join(' → ')}`;
  });
}
