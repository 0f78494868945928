import type { Condition } from './rule.js';
import type { CompiledRule } from './compiled-rule.js';
import { foreignFeatures, resolveContext, type Context, type Ruleset } from './ruleset.js';

/** The outcome of a rule in a context. */
export type Outcome =
  | { kind: 'won' }
  /** The rule matches, but the winner is more specific: `at` is the latest feature that only the winner uses. */
  | { kind: 'lost'; beatenBy: number; at: string }
  /** `failed` is its first condition, in feature order, that does not hold; `actual` is the context's value. */
  | { kind: 'no match'; failed: Condition; actual: string | undefined }
  /** The rule matches no context, because its setting is not configurable by these features. */
  | { kind: 'never'; notConfigurableBy: string[] };

export interface ExplainedRule {
  rule: CompiledRule;
  outcome: Outcome;
}

/** The outcome of each rule of a setting in a context, in descending priority; rules on the same features by id. */
export function explainContext(ruleset: Ruleset, context: Context): ExplainedRule[] {
  const winner = resolveContext(ruleset, context);
  const rules = ruleset.groups.flatMap(({ byValues }) => [...byValues.values()]);
  return rules.map((rule) => ({ rule, outcome: outcomeOf(rule, { ruleset, winner, context }) }));
}

interface Evaluated {
  ruleset: Ruleset;
  winner: CompiledRule | undefined;
  context: Context;
}

function outcomeOf(rule: CompiledRule, { ruleset, winner, context }: Evaluated): Outcome {
  const notConfigurableBy = foreignFeatures(rule, ruleset);
  if (notConfigurableBy.length > 0) return { kind: 'never', notConfigurableBy };

  const failed = rule.conditions.find(({ feature, value }) => context.get(feature) !== value);
  if (failed) return { kind: 'no match', failed, actual: context.get(failed.feature) };

  // A matching rule is beaten or is the winner, which exists whenever a rule matches.
  const at = winner && latestDifference(winner, rule);
  return winner && at !== undefined ? { kind: 'lost', beatenBy: winner.id, at } : { kind: 'won' };
}

/** The latest feature that only the winner uses: from the end, the first difference between the two. */
function latestDifference(winner: CompiledRule, loser: CompiledRule): string | undefined {
  return winner.features.findLast((feature) => !loser.features.includes(feature));
}
