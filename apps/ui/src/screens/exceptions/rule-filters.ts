import { DomainError, parseWantedConditions } from '@heksher/domain';
import type { FeatureValues } from '../../api/types.js';
import { ANY_VALUE } from '../../context/context-text.js';

/** Conditions by which rules are looked for: a value, or `*` for any. */
export type Wanted = ReadonlyMap<string, string>;

/** Reads the conditions of an address: `account:john,theme:*`. A text of another form is undefined. */
export function readWanted(text: string | undefined): Wanted | undefined {
  if (text === undefined || text === '') return new Map();
  try {
    const conditions = parseWantedConditions(text, 'feature_values');
    return new Map(conditions.map(({ feature, value = ANY_VALUE }) => [feature, value]));
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The conditions with another one of a feature, as an address has them; without one of it if the value is empty. */
export function withWanted(wanted: Wanted, feature: string, value: string): string {
  const changed = new Map(wanted);
  if (value === '') changed.delete(feature);
  else changed.set(feature, value);
  return [...changed].map(([name, one]) => `${name}:${one}`).join();
}

/**
 * The features to whose other values rules can be copied, in order: those that all rules have a condition on, else those of any
 * rule.
 */
export function featuresToCopy(
  rules: readonly { feature_values: FeatureValues }[],
  features: readonly string[],
): string[] {
  const conditions = rules.map(({ feature_values }) => new Set(feature_values.map(([feature]) => feature)));
  const shared = features.filter((feature) => conditions.every((own) => own.has(feature)));
  return shared.length > 0 ? shared : features.filter((feature) => conditions.some((own) => own.has(feature)));
}
