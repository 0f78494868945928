import { printJson } from '@heksher/domain';
import type { Rule } from '../../api/types.js';
import { informationOf } from '../../rule-editing/information.js';
import type { Row } from './ruleset.js';

/** Texts that rows must contain, by column: a feature, `value` or `note`. A feature cannot be called so: see `columnOf`. */
export type RuleFilters = Readonly<Record<string, string>>;

/** The column of a feature. The prefix keeps it apart from the other columns. */
export function columnOf(feature: string): string {
  return `feature:${feature}`;
}

/** Whether a row passes filters. A `*` finds rules without a condition on the feature. The default passes only without any. */
export function passes(row: Row, filters: RuleFilters): boolean {
  const wanted = Object.entries(filters).filter(([, text]) => text !== '');
  if (row.kind === 'default') return wanted.length === 0;
  return wanted.every(([column, text]) => matches(row.rule, column, text.toLowerCase()));
}

function matches(rule: Rule, column: string, text: string): boolean {
  switch (column) {
    case 'value':
      return printJson(rule.value).toLowerCase().includes(text);
    case 'note':
      return informationOf(rule).toLowerCase().includes(text);
    default: {
      const condition = rule.feature_values.find(([feature]) => columnOf(feature) === column);
      return text === '*' ? condition === undefined : (condition?.[1].toLowerCase().includes(text) ?? false);
    }
  }
}
