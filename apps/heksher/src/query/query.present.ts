import { filterRules, printRuleConditions, type CompiledRule, type ContextFilters } from '@heksher/domain';
import type { LoadedSetting, NamedSetting } from '@heksher/persistence';
import type { LongText } from '../answers/long-text.js';
import { printRules, printSettings } from '../answers/print-settings.js';

/** Which rules of the settings to print, and how. */
export interface RulesChoice {
  filters: ContextFilters;
  isWithMetadata: boolean;
}

/** Settings with those of their rules that pass the filters, as JSON text of a `QueryAnswer`. */
export function printQuery(settings: readonly NamedSetting[], choice: RulesChoice): LongText {
  return printSettings('{', settings, (one) => printSetting(one, choice));
}

function* printSetting({ ruleset }: LoadedSetting, { filters, isWithMetadata }: RulesChoice): Generator<string> {
  yield '{"rules":[';
  yield* printRules(filterRules(ruleset, filters), (rule) => printRule(rule, isWithMetadata));
  yield `],"default_value":${ruleset.defaultValue}}`;
}

function printRule(rule: CompiledRule, isWithMetadata: boolean): string {
  const { id, value, metadata } = rule;
  const tail = isWithMetadata ? `,"metadata":${metadata}` : '';
  return `{"value":${value},"context_features":${printRuleConditions(rule)},"rule_id":${id}${tail}}`;
}
