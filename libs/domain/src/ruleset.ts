import { KEY_SEPARATOR, type CompiledRule } from './compiled-rule.js';
import type { ContextFilters, FeatureFilter } from './context-filter.js';
import { printJson } from './json.js';
import type { Condition } from './rule.js';
import type { Setting } from './setting.js';

/**
 * The rules whose conditions use the same features. No two rules of a setting have the same conditions, so a context's
 * values of these features lead to one rule at most.
 */
export interface RuleGroup {
  /** In feature order. */
  features: readonly string[];
  /** The rules by their keys. */
  byValues: ReadonlyMap<string, CompiledRule>;
}

/** A setting's rules and its default, arranged for one look-up per group and context. */
export interface Ruleset {
  /** As JSON text. */
  defaultValue: string;
  /** The features that the setting is configurable by. */
  configurable: ReadonlySet<string>;
  /** The groups in descending priority. */
  groups: readonly RuleGroup[];
  /** The groups that can match: the setting is configurable by all of their features. */
  reachable: readonly RuleGroup[];
  /** All rules by ascending id. */
  rules: readonly CompiledRule[];
}

/** The values of some features. */
export type Context = ReadonlyMap<string, string>;

/**
 * Arranges a setting's rules for `resolveContext` and `filterRules`. `features` are all context features in order. The
 * feature at index i has the bit 2^i, and a group's priority is the sum of its features' bits. A rule on a feature that the
 * setting is not configurable by, which only plain SQL can write, is kept but matches no context, as in clients that resolve
 * contexts themselves.
 */
export function compileRuleset(
  { defaultValue, configurableFeatures }: Pick<Setting, 'defaultValue' | 'configurableFeatures'>,
  rules: readonly CompiledRule[],
  features: readonly string[],
): Ruleset {
  const ordered = sortById([...rules]);
  const ranked = rank(groupRules(ordered), features);
  const configurable = new Set(configurableFeatures);
  return {
    defaultValue: printJson(defaultValue),
    configurable,
    groups: ranked,
    reachable: reachableOf(ranked, configurable),
    rules: ordered,
  };
}

function sortById(rules: CompiledRule[]): CompiledRule[] {
  return rules.sort((a, b) => a.id - b.id);
}

function signatureOf({ features }: CompiledRule): string {
  return features.length === 1 ? (features[0] as string) : features.join();
}

function groupRules(rules: readonly CompiledRule[]): RuleGroup[] {
  const groups = new Map<string, { features: readonly string[]; byValues: Map<string, CompiledRule> }>();
  for (const rule of rules) {
    const signature = signatureOf(rule);
    let group = groups.get(signature);
    if (!group) {
      group = { features: rule.features, byValues: new Map() };
      groups.set(signature, group);
    }
    rule.shareFeatures(group.features);
    group.byValues.set(rule.key, rule);
  }
  return [...groups.values()];
}

/** Groups in descending priority. */
function rank(groups: readonly RuleGroup[], features: readonly string[]): RuleGroup[] {
  const bits = new Map(features.map((feature, at) => [feature, 1n << BigInt(at)]));
  // The database has no condition on an unknown feature. A setting of the past that is only half rebuilt may have one.
  const unknown = 1n << BigInt(features.length);
  const mask = ({ features: named }: RuleGroup) =>
    named.reduce((sum, feature) => sum | (bits.get(feature) ?? unknown), 0n);
  const byPriority = groups.map((group) => ({ group, mask: mask(group) }));
  byPriority.sort((a, b) => (a.mask < b.mask ? 1 : -1));
  return byPriority.map(({ group }) => group);
}

/** The groups that can match. */
function reachableOf(groups: readonly RuleGroup[], configurable: ReadonlySet<string>): RuleGroup[] {
  return groups.filter((group) => group.features.every((feature) => configurable.has(feature)));
}

/** What becomes of the rules of a setting. */
export interface RulesetChange {
  /** The ids of deleted and changed rules. */
  removed: ReadonlySet<number>;
  /** New and changed rules. */
  written: readonly CompiledRule[];
}

/** The ruleset after a change of some rules. Its cost grows with the groups that these are in. */
export function changeRuleset(
  ruleset: Ruleset,
  { removed, written }: RulesetChange,
  features: readonly string[],
): Ruleset {
  const kept = ruleset.rules.filter(({ id }) => !removed.has(id));
  const rules = sortById([...kept, ...written]);
  const gone = [...removed].flatMap((id) => findRuleById(ruleset, id) ?? []);
  const touched = new Set([...gone, ...written].map(signatureOf));
  const groups = ruleset.groups.filter((group) => !touched.has(group.features.join()));
  const regrouped = ruleset.groups
    .filter((group) => touched.has(group.features.join()))
    .flatMap(({ byValues }) => [...byValues.values()].filter(({ id }) => !removed.has(id)));
  const ranked = rank([...groups, ...groupRules(sortById([...regrouped, ...written]))], features);
  return { ...ruleset, groups: ranked, reachable: reachableOf(ranked, ruleset.configurable), rules };
}

/** The rule that wins in a context; undefined if none matches and the default applies. */
export function resolveContext({ reachable }: Ruleset, context: Context): CompiledRule | undefined {
  for (const group of reachable) {
    const rule = ruleIn(group, context);
    if (rule) return rule;
  }
  return undefined;
}

/** The rule of a group that matches a context. */
export function ruleIn({ features, byValues }: RuleGroup, context: Context): CompiledRule | undefined {
  const key = valuesOf(features, context);
  return key === undefined ? undefined : byValues.get(key);
}

/** The features of a rule that its setting is not configurable by. If there are any, the rule matches no context. */
export function foreignFeatures({ features }: CompiledRule, { configurable }: Ruleset): string[] {
  return features.filter((feature) => !configurable.has(feature));
}

/** The key of a context's values of some features; undefined if it lacks one of them. */
export function valuesOf(features: readonly string[], context: Context): string | undefined {
  let key = '';
  for (let at = 0; at < features.length; at++) {
    const value = context.get(features[at] as string);
    if (value === undefined) return undefined;
    key = at === 0 ? value : key + KEY_SEPARATOR + value;
  }
  return key;
}

/** The rule of an id. */
export function findRuleById({ rules }: Ruleset, id: number): CompiledRule | undefined {
  let low = 0;
  let high = rules.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const rule = rules[middle] as CompiledRule;
    if (rule.id === id) return rule;
    if (rule.id < id) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The rule with exactly these conditions, in any order. */
export function findRuleAt({ groups }: Ruleset, conditions: readonly Condition[]): CompiledRule | undefined {
  const context = new Map(conditions.map(({ feature, value }) => [feature, value]));
  const group = groups.find(
    ({ features }) => features.length === conditions.length && features.every((feature) => context.has(feature)),
  );
  return group?.byValues.get(valuesOf(group.features, context) ?? '');
}

/** The rules that match some context with these values of features; the context may have others. */
export function compatibleRules({ reachable }: Ruleset, context: Context): CompiledRule[] {
  return reachable.flatMap(({ features, byValues }) => {
    const key = valuesOf(features, context);
    if (key === undefined) return [...byValues.values()].filter((rule) => isCompatible(rule, context));
    const rule = byValues.get(key);
    return rule ? [rule] : [];
  });
}

function isCompatible({ features, values }: CompiledRule, context: Context): boolean {
  return values.every((value, at) => (context.get(features[at] as string) ?? value) === value);
}

/** The rules whose conditions all pass the filters of their features, by ascending id. */
export function filterRules(ruleset: Ruleset, filters: ContextFilters): readonly CompiledRule[] {
  if (filters === '*') return ruleset.rules;
  const passing: CompiledRule[] = [];
  for (const group of ruleset.groups) {
    const wanted = group.features.map((feature) => filters.get(feature));
    if (wanted.every((filter) => filter !== undefined)) collect(group, wanted, passing);
  }
  return passing.sort((a, b) => a.id - b.id);
}

function collect({ byValues }: RuleGroup, wanted: readonly FeatureFilter[], passing: CompiledRule[]): void {
  const lists = wanted.filter((filter) => filter !== '*');
  const combinations = lists.reduce((product, { size }) => product * size, 1);
  if (lists.length === 0) {
    for (const rule of byValues.values()) passing.push(rule);
    return;
  }
  if (lists.length < wanted.length || combinations > byValues.size) {
    for (const rule of byValues.values()) if (passes(rule.key, wanted)) passing.push(rule);
    return;
  }
  for (const key of product(lists)) {
    const rule = byValues.get(key);
    if (rule) passing.push(rule);
  }
}

/** Whether the values of a key pass the filters of their features. */
function passes(key: string, wanted: readonly FeatureFilter[]): boolean {
  let start = 0;
  for (const filter of wanted) {
    const separator = key.indexOf(KEY_SEPARATOR, start);
    const end = separator < 0 ? key.length : separator;
    if (filter !== '*' && !filter.has(key.slice(start, end))) return false;
    start = end + 1;
  }
  return true;
}

/** The keys of all combinations of one value from each list. */
function product(lists: readonly ReadonlySet<string>[]): string[] {
  const [first, ...rest] = lists;
  if (!first) return [''];
  return rest.reduce<string[]>(
    (keys, values) => keys.flatMap((key) => [...values].map((value) => key + KEY_SEPARATOR + value)),
    [...first],
  );
}
