import { printRuleConditions, type ExplainedRule, type Outcome } from '@heksher/domain';
import type { ExplainedRuleAnswer } from './evaluation.dto.js';
import type { EvaluatedReading, NamedEvaluation } from './evaluation.service.js';
import { printNext } from './setting-selection.js';

/** Evaluated settings, with the revision that they are of, as JSON text of a `RevisedEvaluationAnswer`. */
export function printRevised({ evaluations, reading, page }: EvaluatedReading): string {
  const revision = reading.revision === undefined ? '' : `,"revision":${JSON.stringify(reading.revision)}`;
  return `{"settings":${printSettings(evaluations)}${printPlace(page)}${revision}}`;
}

/** Evaluated settings as JSON text of an `EvaluationAnswer`. */
export function printEvaluations({ evaluations, page }: EvaluatedReading): string {
  return `{"settings":${printSettings(evaluations)}${printPlace(page)}}`;
}

function printPlace(page: EvaluatedReading['page']): string {
  return page ? `,"total":${page.total},"next":${printNext(page.end)}` : '';
}

function printSettings(evaluations: readonly NamedEvaluation[]): string {
  return `{${evaluations.map((one) => `${JSON.stringify(one.name)}:${printSetting(one)}`).join(',')}}`;
}

function printSetting({ value, rule, explanation }: NamedEvaluation): string {
  const origin = rule ? `"rule","rule_id":${rule.id},"conditions":${printRuleConditions(rule)}` : '"default"';
  const tail = explanation ? `,"explanation":[${explanation.map(printExplained).join(',')}]` : '';
  return `{"value":${value},"reason":${origin}${tail}}`;
}

function printExplained({ rule, outcome }: ExplainedRule): string {
  const end = JSON.stringify({ outcome: outcome.kind, ...presentDetails(outcome) }).slice(1);
  return `{"rule_id":${rule.id},"conditions":${printRuleConditions(rule)},"value":${rule.value},${end}`;
}

function presentDetails(outcome: Outcome): Partial<ExplainedRuleAnswer> {
  switch (outcome.kind) {
    case 'won':
      return {};
    case 'lost':
      return { beaten_by: outcome.beatenBy, at: outcome.at };
    case 'no match':
      return { feature: outcome.failed.feature, wanted: outcome.failed.value, actual: outcome.actual ?? null };
    case 'never':
      return { not_configurable_by: outcome.notConfigurableBy };
  }
}
