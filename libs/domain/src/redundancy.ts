import { jsonKey, parseStoredJson } from './json.js';
import type { CompiledRule } from './compiled-rule.js';
import { ruleIn, valuesOf, type RuleGroup, type Ruleset } from './ruleset.js';

/**
 * The most steps for one setting, some 0.1 s. Only hundreds of different combinations of features need more; the rules that
 * are left then do not count as redundant.
 */
const MOST_STEPS = 2_000_000;

interface Group extends RuleGroup {
  /** Its place in descending priority. */
  rank: number;
  rules: readonly CompiledRule[];
  /** The keys of its rules' values. */
  values: ReadonlySet<string>;
}

/** A group and a lower one, whose rules may be second to those of the upper one. */
interface Pair {
  lower: Group;
  /** The features of both. */
  shared: readonly string[];
  /** The features of the upper group that matter. */
  seen: readonly string[];
  /** The groups that use features of these two only, and beat the lower one. */
  between: readonly Group[];
  /** The rules of the lower group by their values of the shared features. */
  candidates: ReadonlyMap<string, readonly CompiledRule[]>;
  /** Results for upper rules that are equal in every relevant respect. */
  verdicts: Map<string, boolean>;
}

/**
 * The ids of the rules that could be removed, one at a time, without a change of any value in any context. Rules that cannot
 * win are among them.
 *
 * A rule is redundant if every rule that is second to it somewhere, or the default, has an equal value. It is enough to look
 * at the context of its own conditions, and at the joins of these with the conditions of each lower rule: whatever matches in
 * a join matches in every context in which the two rules match.
 */
export function redundantRules(ruleset: Ruleset): Set<number> {
  const redundant = new Set(ruleset.rules.map(({ id }) => id));
  const search = new Search(ruleset);
  for (const id of search.neededRules()) redundant.delete(id);
  return redundant;
}

class Search {
  private readonly groups: readonly Group[];
  private readonly defaultValue: string;
  private readonly valueKeys = new Map<string, string>();
  private steps = 0;

  constructor({ reachable, defaultValue }: Ruleset) {
    this.defaultValue = this.keyOf(defaultValue);
    this.groups = reachable.map((group, rank) => {
      const rules = [...group.byValues.values()];
      return { ...group, rank, rules, values: new Set(rules.map(({ value }) => this.keyOf(value))) };
    });
  }

  /** The ids of the rules that are not redundant. */
  *neededRules(): Generator<number> {
    for (const group of this.groups) {
      const pairs = new Map<Group, Pair>();
      const pairWith = (lower: Group) => {
        const pair = pairs.get(lower) ?? this.pairUp(group, lower);
        pairs.set(lower, pair);
        return pair;
      };
      for (const rule of group.rules) {
        if (this.steps >= MOST_STEPS || !this.isRedundant(rule, group, pairWith)) yield rule.id;
      }
    }
  }

  private isRedundant(rule: CompiledRule, { rank }: Group, pairWith: (lower: Group) => Pair): boolean {
    const context = contextOf(rule);
    const value = this.keyOf(rule.value);
    const rivals: Group[] = [];
    let fallback: CompiledRule | undefined;
    for (let at = rank + 1; at < this.groups.length && !fallback; at++) {
      const lower = this.groups[at] as Group;
      fallback = ruleIn(lower, context);
      if (lower.values.size > 1 || !lower.values.has(value)) rivals.push(lower);
    }
    this.steps += this.groups.length - rank;
    if ((fallback ? this.keyOf(fallback.value) : this.defaultValue) !== value) return false;
    return rivals.every((lower) => this.steps < MOST_STEPS && this.isSafe(pairWith(lower), context, value));
  }

  /** Whether no rule of the lower group that has another value is ever second to the upper rule with this context. */
  private isSafe({ shared, seen, between, candidates, verdicts }: Pair, context: Map<string, string>, value: string) {
    const key = `${valuesOf(seen, context)}\n${value}`;
    const known = verdicts.get(key);
    if (known !== undefined) return known;
    const lowerRules = candidates.get(valuesOf(shared, context) ?? '') ?? [];
    const verdict = lowerRules.every((lower) => {
      this.steps += 1 + between.length;
      if (this.keyOf(lower.value) === value) return true;
      const join = contextOf(lower, context);
      return between.some((group) => ruleIn(group, join) !== undefined);
    });
    verdicts.set(key, verdict);
    return verdict;
  }

  private pairUp(upper: Group, lower: Group): Pair {
    this.steps += 8 * lower.rank + lower.rules.length;
    const both = new Set([...upper.features, ...lower.features]);
    const between = this.groups.filter(
      (group) => group.rank < lower.rank && group !== upper && group.features.every((feature) => both.has(feature)),
    );
    const relevant = new Set([lower, ...between].flatMap(({ features }) => features));
    const shared = upper.features.filter((feature) => lower.features.includes(feature));
    const seen = upper.features.filter((feature) => relevant.has(feature));
    const candidates = new Map<string, CompiledRule[]>();
    for (const rule of lower.rules) {
      const key = valuesOf(shared, contextOf(rule)) ?? '';
      const alike = candidates.get(key);
      if (alike) alike.push(rule);
      else candidates.set(key, [rule]);
    }
    return { lower, shared, seen, between, candidates, verdicts: new Map() };
  }

  /** A text that equal values share, from the JSON text of a value. */
  private keyOf(text: string): string {
    let key = this.valueKeys.get(text);
    if (key === undefined) {
      key = jsonKey(parseStoredJson(text));
      this.valueKeys.set(text, key);
    }
    return key;
  }
}

/** The least context in which a rule matches, or that together with another context. */
function contextOf(
  { features, values }: CompiledRule,
  with_: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const context = new Map(with_);
  features.forEach((feature, at) => context.set(feature, values[at] as string));
  return context;
}
