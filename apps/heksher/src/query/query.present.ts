import { filterRules, printRuleConditions, type CompiledRule, type ContextFilters } from '@heksher/domain';
import type { LoadedSetting, NamedSetting } from '@heksher/persistence';

/** Which rules of the settings to print, and how. */
export interface RulesChoice {
  filters: ContextFilters;
  isWithMetadata: boolean;
}

/** Settings with those of their rules that pass the filters, as JSON text of a `QueryAnswer`. */
export function printQuery(settings: readonly NamedSetting[], choice: RulesChoice): string {
  const members = settings.map(([name, one]) => `${JSON.stringify(name)}:${printSetting(one, choice)}`);
  return `{"settings":{${members.join(',')}}}`;
}

function printSetting({ ruleset }: LoadedSetting, { filters, isWithMetadata }: RulesChoice): string {
  const rules = filterRules(ruleset, filters).map((rule) => printRule(rule, isWithMetadata));
  return `{"rules":[${rules.join(',')}],"default_value":${ruleset.defaultValue}}`;
}

function printRule(rule: CompiledRule, isWithMetadata: boolean): string {
  const { id, value, metadata } = rule;
  const tail = isWithMetadata ? `,"metadata":${metadata}` : '';
  return `{"value":${value},"context_features":${printRuleConditions(rule)},"rule_id":${id}${tail}}`;
}
