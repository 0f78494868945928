import type { JsonObject, JsonValue } from '@heksher/domain';
import type { FeatureValues, Operation } from '../api/types.js';

/** A rule of some setting, as lists have it. */
export interface ListedRule {
  rule_id: number;
  /** The canonical name. */
  setting: string;
  value: JsonValue;
  feature_values: FeatureValues;
  metadata: JsonObject;
}

/** Deletes rules. */
export function deletions(rules: readonly ListedRule[]): Operation[] {
  return rules.map(({ rule_id }) => ({ op: 'rule.delete', rule_id }));
}

/** Gives rules one value. */
export function revaluations(rules: readonly ListedRule[], value: JsonValue): Operation[] {
  return rules.map(({ rule_id }) => ({ op: 'rule.change', rule_id, value }));
}

/**
 * Copies rules to another value of a feature. A rule that has no condition on the feature gets one. `overwrite`: a rule with the
 * same conditions as a copy gets its value; else such a rule refuses the set.
 */
export function copies(
  rules: readonly ListedRule[],
  { feature, value: to, overwrite }: { feature: string; value: string; overwrite: boolean },
): Operation[] {
  return rules.map(({ setting, value, feature_values, metadata }) => ({
    op: overwrite ? 'rule.set' : 'rule.create',
    setting,
    feature_values: { ...Object.fromEntries(feature_values), [feature]: to },
    value,
    metadata,
  }));
}

/** A text that two lists of conditions share exactly if they are equal, in any order. */
export function conditionsKey(conditions: Iterable<readonly [string, string]>): string {
  return [...conditions]
    .map(([feature, value]) => `${feature}:${value}`)
    .sort()
    .join();
}
