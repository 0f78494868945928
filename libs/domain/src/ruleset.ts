import type { ContextFilters, FeatureFilter } from './context-filter.js';
import { printJson } from './json.js';
import type { Condition } from './rule.js';
import type { Setting } from './setting.js';

/** A rule for reading. Value and metadata are JSON text, ready for an answer. */
export interface CompiledRule {
  id: number;
  value: string;
  metadata: string;
  /** In feature order. */
  conditions: readonly Condition[];
}

/**
 * The rules whose conditions use the same features. No two rules of a setting have the same conditions, so a context's
 * values of these features lead to one rule at most.
 */
interface RuleGroup {
  /** In feature order. */
  features: readonly string[];
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

// No feature value contains U+0000 (PostgreSQL text cannot), so joined values are unambiguous.
const SEPARATOR = '\u0000';

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
  const groups = new Map<string, { features: string[]; byValues: Map<string, CompiledRule> }>();
  const ordered = [...rules].sort((a, b) => a.id - b.id);
  for (const rule of ordered) {
    const named = rule.conditions.map(({ feature }) => feature);
    const signature = named.join();
    let group = groups.get(signature);
    if (!group) {
      group = { features: named, byValues: new Map() };
      groups.set(signature, group);
    }
    group.byValues.set(rule.conditions.map(({ value }) => value).join(SEPARATOR), rule);
  }
  const bits = new Map(features.map((feature, at) => [feature, 1n << BigInt(at)]));
  // A foreign key makes every condition's feature a context feature, so it has a bit.
  const mask = (group: RuleGroup) => group.features.reduce((sum, feature) => sum | (bits.get(feature) as bigint), 0n);
  const byPriority = [...groups.values()].map((group) => ({ group, mask: mask(group) }));
  byPriority.sort((a, b) => (a.mask < b.mask ? 1 : -1));
  const ranked = byPriority.map(({ group }) => group);
  const configurable = new Set(configurableFeatures);
  return {
    defaultValue: printJson(defaultValue),
    configurable,
    groups: ranked,
    reachable: ranked.filter((group) => group.features.every((feature) => configurable.has(feature))),
    rules: ordered,
  };
}

/** The rule that wins in a context; undefined if none matches, so that the default holds. */
export function resolveContext({ reachable }: Ruleset, context: Context): CompiledRule | undefined {
  for (const { features, byValues } of reachable) {
    const key = valuesOf(features, context);
    const rule = key === undefined ? undefined : byValues.get(key);
    if (rule) return rule;
  }
  return undefined;
}

/** The key of a context's values in a group; undefined if it lacks one of the features. */
function valuesOf(features: readonly string[], context: Context): string | undefined {
  let key = '';
  for (let at = 0; at < features.length; at++) {
    const value = context.get(features[at] as string);
    if (value === undefined) return undefined;
    key = at === 0 ? value : key + SEPARATOR + value;
  }
  return key;
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
  if (lists.length < wanted.length || combinations > byValues.size) {
    for (const rule of byValues.values()) {
      if (rule.conditions.every(({ value }, at) => allows(wanted[at] as FeatureFilter, value))) passing.push(rule);
    }
    return;
  }
  for (const key of product(lists)) {
    const rule = byValues.get(key);
    if (rule) passing.push(rule);
  }
}

function allows(filter: FeatureFilter, value: string): boolean {
  return filter === '*' || filter.has(value);
}

/** The keys of all combinations of one value from each list. */
function product(lists: readonly ReadonlySet<string>[]): string[] {
  const [first, ...rest] = lists;
  if (!first) return [''];
  return rest.reduce<string[]>(
    (keys, values) => keys.flatMap((key) => [...values].map((value) => key + SEPARATOR + value)),
    [...first],
  );
}
