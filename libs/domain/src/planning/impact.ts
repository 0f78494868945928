import { evaluate } from '../evaluation.js';
import { jsonEquals, parseStoredJson, printJson } from '../json.js';
import { conditionsKey, type Condition, type Rule } from '../rule.js';
import { CompiledRule } from '../compiled-rule.js';
import { compatibleRules, compileRuleset, type Ruleset } from '../ruleset.js';
import type { BaseSetting } from './base.js';
import type { Draft } from './draft.js';
import type { DraftSetting } from './draft-setting.js';

/** The value of a setting in a context. */
export interface ImpactValue {
  /** JSON text. */
  value: string;
  /** The rule that wins; null if none does, so that the default holds. Negative for a new rule that has no id yet. */
  ruleId: number | null;
}

/** A difference that a plan makes: the smallest context in which these two values hold before and after. */
export interface Impact {
  /** The canonical name after the plan; of a deleted setting, the one before. */
  setting: string;
  context: readonly Condition[];
  /** Undefined if the setting does not exist. */
  before: ImpactValue | undefined;
  after: ImpactValue | undefined;
}

/** One setting before and after a plan. Undefined where it does not exist. */
interface Versions {
  name: string;
  before: Ruleset | undefined;
  after: Ruleset | undefined;
}

/**
 * The contexts in which another rule wins or the value differs after a plan: for each two rules that win before and after,
 * the join of their conditions. `others` are the settings that the plan does not touch itself: they matter only if it
 * `movesFeatures`. Yields undefined after each piece of work without a result, so that the caller can stop or pause.
 */
export function* impactOf(draft: Draft, others: Iterable<BaseSetting> = []): Generator<Impact | undefined> {
  const isMoved = movesFeatures(draft);
  for (const versions of versionsOf(draft, isMoved)) yield* compare(versions, draft.features);
  if (!isMoved) return;
  const touched = new Set([...draft.touched].map(({ base }) => base?.setting.name));
  for (const { setting, ruleset } of others) {
    if (touched.has(setting.name)) continue;
    const after = compileRuleset(setting, inOrder(ruleset.rules, draft.features), draft.features);
    yield* compare({ name: setting.name, before: ruleset, after }, draft.features);
  }
}

/** Whether a plan changes the order of context features that stay, and so the priority of rules of any setting. */
export function movesFeatures({ base, features }: Draft): boolean {
  const stayed = base.features.filter((feature) => features.includes(feature));
  const now = features.filter((feature) => base.features.includes(feature));
  return stayed.some((feature, at) => feature !== now[at]);
}

/** The touched settings. One that is deleted and declared again counts as one. */
function* versionsOf(draft: Draft, isMoved: boolean): Generator<Versions> {
  const touched = [...draft.touched];
  const added = new Map(
    touched.filter(({ base, isDeleted }) => !base && !isDeleted).map((one) => [one.setting.name, one]),
  );
  const deleted = new Set<string>();
  for (const one of touched) {
    if (!one.base || !(isMoved || isChanged(one))) continue;
    const { name } = one.isDeleted ? one.base.setting : one.setting;
    const successor = one.isDeleted ? added.get(name) : one;
    if (one.isDeleted) deleted.add(name);
    yield { name, before: one.base.ruleset, after: successor && rulesetOf(successor, draft) };
  }
  for (const [name, one] of added) {
    if (!deleted.has(name)) yield { name, before: undefined, after: rulesetOf(one, draft) };
  }
}

function isChanged({ base, setting, isDeleted, writtenRules }: DraftSetting): boolean {
  return isDeleted || writtenRules.size > 0 || setting !== base?.setting;
}

function rulesetOf({ base, setting, writtenRules }: DraftSetting, { features }: Draft): Ruleset {
  const kept = (base?.ruleset.rules ?? []).filter(({ id }) => !writtenRules.has(id));
  const written = [...writtenRules.values()].flatMap((rule) => (rule ? [toCompiled(rule)] : []));
  return compileRuleset(setting, inOrder([...kept, ...written], features), features);
}

function toCompiled({ id, value, conditions }: Rule): CompiledRule {
  return CompiledRule.of({ id, value: printJson(value), metadata: '{}', conditions });
}

/** Rules with their conditions in feature order. Those of a feature that is gone are left out: they match no context. */
function inOrder(rules: readonly CompiledRule[], features: readonly string[]): CompiledRule[] {
  const places = new Map(features.map((feature, at) => [feature, at]));
  return rules
    .filter((rule) => rule.features.every((feature) => places.has(feature)))
    .map((rule) => rule.inOrder((feature) => places.get(feature) ?? -1));
}

function* compare({ name, before, after }: Versions, features: readonly string[]): Generator<Impact | undefined> {
  const found = new Set<string>();
  for (const pair of candidates(before, after)) {
    const entry = pair && judge(pair, { name, before, after }, features);
    const key = entry && `${entry.before?.ruleId}>${entry.after?.ruleId}`;
    if (key === undefined || found.has(key)) {
      yield undefined;
      continue;
    }
    found.add(key);
    yield entry;
  }
}

/** A rule that may win before, and one that may win after, in the same context. Undefined for the default. */
type Pair = readonly [CompiledRule | undefined, CompiledRule | undefined];

/** All pairs of winners that may differ: at least one of two such rules has changed, or their order has. */
function* candidates(before: Ruleset | undefined, after: Ruleset | undefined): Generator<Pair | undefined> {
  yield [undefined, undefined];
  const isReordered =
    before !== undefined && after !== undefined && groupOrder(before, after) !== groupOrder(after, before);
  for (const rule of changedRules(before, isReordered ? undefined : after)) {
    yield undefined;
    yield [rule, undefined];
    for (const other of after ? compatibleRules(after, toContext(rule.conditions)) : []) yield [rule, other];
  }
  for (const rule of changedRules(after, isReordered ? undefined : before)) {
    yield undefined;
    yield [undefined, rule];
    for (const other of before ? compatibleRules(before, toContext(rule.conditions)) : []) yield [other, rule];
  }
}

/** The groups of a ruleset that another one has too, in order of priority. */
function groupOrder(ruleset: Ruleset, other: Ruleset): string {
  const signature = ({ features }: { features: readonly string[] }) => [...features].sort().join();
  const common = new Set(other.reachable.map(signature));
  return ruleset.reachable
    .map(signature)
    .filter((one) => common.has(one))
    .join(' ');
}

/** The rules that can match and that another ruleset lacks, or has elsewhere or with another value. */
function* changedRules(ruleset: Ruleset | undefined, other: Ruleset | undefined): Generator<CompiledRule> {
  const others = new Map<number, CompiledRule>();
  for (const { byValues } of other?.reachable ?? []) for (const rule of byValues.values()) others.set(rule.id, rule);
  for (const { byValues } of ruleset?.reachable ?? []) {
    for (const rule of byValues.values()) {
      const twin = others.get(rule.id);
      if (!twin || !isSameValue(twin.value, rule.value) || !isSamePlace(twin, rule)) yield rule;
    }
  }
}

function isSamePlace(a: CompiledRule, b: CompiledRule): boolean {
  return a.conditions === b.conditions || conditionsKey(a.conditions) === conditionsKey(b.conditions);
}

function isSameValue(a: string, b: string): boolean {
  return a === b || jsonEquals(parseStoredJson(a), parseStoredJson(b));
}

function toContext(...lists: (readonly Condition[] | undefined)[]): Map<string, string> {
  return new Map(lists.flatMap((list = []) => list.map(({ feature, value }) => [feature, value] as const)));
}

/** The entry of a pair, if these two are the winners in the join of their conditions and differ. */
function judge(pair: Pair, { name, before, after }: Versions, features: readonly string[]): Impact | undefined {
  const context = toContext(pair[0]?.conditions, pair[1]?.conditions);
  const [old, now] = [before, after].map((ruleset) => ruleset && valueIn(ruleset, context));
  const isPair = (!old || old.ruleId === (pair[0]?.id ?? null)) && (!now || now.ruleId === (pair[1]?.id ?? null));
  if (!isPair || (old && now && old.ruleId === now.ruleId && isSameValue(old.value, now.value))) return undefined;
  const named = [...new Set([...features, ...context.keys()])].filter((feature) => context.has(feature));
  const conditions = named.map((feature) => ({ feature, value: context.get(feature) as string }));
  return { setting: name, context: conditions, before: old, after: now };
}

function valueIn(ruleset: Ruleset, context: ReadonlyMap<string, string>): ImpactValue {
  const { value, rule } = evaluate(ruleset, context);
  return { value, ruleId: rule?.id ?? null };
}
