import {
  compileRuleset,
  explainContext,
  printJson,
  CompiledRule,
  type Context,
  type Outcome,
  type Ruleset,
} from '@heksher/domain';
import type { Rule, Setting } from '../../api/types.js';

/** A rule of the setting with what the page adds to it. */
export interface RankedRule {
  kind: 'rule';
  /** Its place in descending priority, from 1. */
  rank: number;
  rule: Rule;
  /** In the context of the page; undefined without one. */
  outcome: Outcome | undefined;
}

/** The last line of the table: what holds if no rule wins. */
export interface DefaultRow {
  kind: 'default';
  outcome: 'won' | 'lost' | undefined;
}

export type Row = RankedRule | DefaultRow;

/** The rules of a setting, compiled as the service compiles them. `features` are all context features, in order. */
export function rulesetOf(setting: Setting, rules: readonly Rule[], features: readonly string[]): Ruleset {
  const { default_value: defaultValue, configurable_features: configurableFeatures } = setting;
  return compileRuleset({ defaultValue, configurableFeatures }, rules.map(compile), features);
}

function compile({ rule_id: id, value, metadata, feature_values }: Rule): CompiledRule {
  const conditions = feature_values.map(([feature, wanted]) => ({ feature, value: wanted }));
  return CompiledRule.of({ id, value: printJson(value), metadata: printJson(metadata), conditions });
}

/** The rows of the table: the rules in descending priority, then the default. With a context, each has its outcome. */
export function rowsOf(rules: readonly Rule[], ruleset: Ruleset, context: Context): Row[] {
  const explained = context.size === 0 ? [] : explainContext(ruleset, context);
  const outcomes = new Map(explained.map(({ rule: { id }, outcome }) => [id, outcome]));
  const ranked = rules.map((rule, at) => ({
    kind: 'rule' as const,
    rank: at + 1,
    rule,
    outcome: outcomes.get(rule.rule_id),
  }));
  const hasWinner = explained.some(({ outcome }) => outcome.kind === 'won');
  return [...ranked, { kind: 'default', outcome: context.size === 0 ? undefined : hasWinner ? 'lost' : 'won' }];
}

/** A text that stands for a row as long as it exists. */
export function keyOf(row: Row): string {
  return row.kind === 'rule' ? String(row.rule.rule_id) : 'default';
}
