import type { Condition } from './rule.js';
import type { CompiledRule } from './compiled-rule.js';
import { compatibleRules, resolveContext, type Context, type Ruleset } from './ruleset.js';

/** A line of a decision table. */
export interface Decision {
  /** What must hold besides the context, in feature order. */
  conditions: readonly Condition[];
  /** The rule that then wins; undefined for the default. */
  rule: CompiledRule | undefined;
}

/**
 * The decision table of a setting for a context that leaves some features open. The first line whose conditions hold decides the
 * value. The last line has no conditions: its rule wins if no other line holds. A rule that cannot win in any larger context has no
 * line.
 */
export function decisionTable(ruleset: Ruleset, context: Context): Decision[] {
  const table: Decision[] = [];
  for (const rule of compatibleRules(ruleset, context)) {
    const conditions = rule.conditions.filter(({ feature }) => !context.has(feature));
    // Whatever else matches in a larger context matches only if more is known: here is where the rule wins, if anywhere.
    const smallest = new Map(context);
    for (const { feature, value } of conditions) smallest.set(feature, value);
    if (resolveContext(ruleset, smallest) !== rule) continue;
    table.push({ conditions, rule });
    if (conditions.length === 0) return table;
  }
  return [...table, { conditions: [], rule: undefined }];
}
