import type { CompiledRule } from './compiled-rule.js';
import { resolveContext, valuesOf, type Context, type RuleGroup, type Ruleset } from './ruleset.js';

/**
 * The most steps for one setting, some 0.1 s. Only hundreds of different combinations of features need more; the rules that
 * are left then count as independent.
 */
const MOST_STEPS = 2_000_000;

/** Two groups that the two ways of resolving put in different orders. */
interface Inversion {
  /** Wins here. */
  upper: RuleGroup;
  /** Wins in heksher-py. */
  lower: RuleGroup;
}

/**
 * The ids of the rules that win in some context in which heksher-py chooses another rule. Heksher's client for Python takes
 * the rule whose last feature is the latest; of several, the one that has the first feature in which they differ. This
 * service compares the latest feature first, then the one before, and so on.
 *
 * If the two ways differ in a context, they also differ in the join of the two rules' conditions: whatever matches in a join
 * matches in every context in which both rules match. `features` are all context features in order.
 */
export function resolverDependentRules(ruleset: Ruleset, features: readonly string[]): Set<number> {
  const places = new Map(features.map((feature, at) => [feature, at]));
  const dependent = new Set<number>();
  let steps = 0;
  for (const { upper, lower } of inversionsOf(ruleset.reachable, places)) {
    const shared = upper.features.filter((feature) => lower.features.includes(feature));
    const candidates = groupBy(shared, lower);
    for (const rule of upper.byValues.values()) {
      steps += 1;
      if (dependent.has(rule.id)) continue;
      for (const rival of candidates.get(valuesOf(shared, contextOf(rule)) ?? '') ?? []) {
        steps += ruleset.reachable.length;
        if (steps > MOST_STEPS) return dependent;
        if (resolveContext(ruleset, contextOf(rule, rival))?.id !== rule.id) continue;
        dependent.add(rule.id);
        break;
      }
    }
  }
  return dependent;
}

function inversionsOf(groups: readonly RuleGroup[], places: ReadonlyMap<string, number>): Inversion[] {
  return groups.flatMap((upper, rank) =>
    groups.slice(rank + 1).flatMap((lower) => (isFirstInPython(lower, upper, places) ? [{ upper, lower }] : [])),
  );
}

/** Whether heksher-py prefers the rules of a group to those of another one. */
function isFirstInPython(one: RuleGroup, other: RuleGroup, places: ReadonlyMap<string, number>): boolean {
  const [depth, otherDepth] = [depthOf(one, places), depthOf(other, places)];
  if (depth !== otherDepth) return depth > otherDepth;
  const firstAlone = (a: RuleGroup, b: RuleGroup) => {
    const feature = a.features.find((each) => !b.features.includes(each));
    return feature === undefined ? Infinity : (places.get(feature) ?? Infinity);
  };
  return firstAlone(one, other) < firstAlone(other, one);
}

/** The place of a group's last feature. */
function depthOf({ features }: RuleGroup, places: ReadonlyMap<string, number>): number {
  const last = features.at(-1);
  return last === undefined ? -1 : (places.get(last) ?? -1);
}

/** The rules of a group by their values of some of its features. */
function groupBy(features: readonly string[], { byValues }: RuleGroup): Map<string, CompiledRule[]> {
  const found = new Map<string, CompiledRule[]>();
  for (const rule of byValues.values()) {
    const key = valuesOf(features, contextOf(rule)) ?? '';
    const alike = found.get(key);
    if (alike) alike.push(rule);
    else found.set(key, [rule]);
  }
  return found;
}

/** The least context in which all of these rules match. */
function contextOf(...rules: readonly CompiledRule[]): Context {
  return new Map(rules.flatMap(({ conditions }) => conditions.map(({ feature, value }) => [feature, value])));
}
