import type { JsonValue } from '@heksher/domain';
import type { Style } from './style.js';
import { table } from './table.js';
import { conditionsText, printable, valueText } from './text.js';

/** A setting as an evaluation answers it. */
export interface Evaluated {
  value: JsonValue;
  reason: 'rule' | 'default';
  rule_id?: number;
  conditions?: [string, string][];
  /** In descending priority, if asked for. */
  explanation?: Explained[];
}

interface Explained {
  rule_id: number;
  conditions: [string, string][];
  value: JsonValue;
  outcome: 'won' | 'lost' | 'no match' | 'never';
  beaten_by?: number;
  at?: string;
  feature?: string;
  wanted?: string;
  actual?: string | null;
  not_configurable_by?: string[];
}

/** The values of settings in a context, for people. */
export function evaluationLines(settings: Readonly<Record<string, Evaluated>>, style: Style): string[] {
  const entries = Object.entries(settings);
  if (entries.some(([, { explanation }]) => explanation)) {
    return entries.flatMap(([name, one], at) => [...(at === 0 ? [] : ['']), ...explainedLines(name, one, style)]);
  }
  const rows = entries.map(([name, one]) => [printable(name), valueText(one.value), becauseOf(one)]);
  const [heading = '', ...lines] = table([['SETTING', 'VALUE', 'BECAUSE OF'], ...rows]);
  return [style.dim(heading), ...lines];
}

function becauseOf({ reason, rule_id, conditions = [] }: Evaluated): string {
  return reason === 'default' ? 'the default' : `rule ${rule_id}, ${conditionsText(conditions)}`;
}

function explainedLines(name: string, one: Evaluated, style: Style): string[] {
  const rules = table(
    (one.explanation ?? []).map((rule) => [
      rule.outcome,
      `rule ${rule.rule_id}`,
      conditionsText(rule.conditions),
      valueText(rule.value),
      whyOf(rule),
    ]),
  );
  const marked = rules.map((line) => (line.startsWith('won') ? style.added(line) : line));
  return [
    `${style.bold(printable(name))} is ${style.bold(valueText(one.value))} because of ${becauseOf(one)}`,
    ...marked.map((line) => `  ${line}`),
  ];
}

function whyOf(rule: Explained): string {
  switch (rule.outcome) {
    case 'won':
      return '';
    case 'lost':
      return `rule ${rule.beaten_by} is more specific, by ${printable(rule.at ?? '')}`;
    case 'no match':
      return printable(
        typeof rule.actual === 'string'
          ? `${rule.feature} is ${rule.actual}, not ${rule.wanted}`
          : `the context has no ${rule.feature}`,
      );
    case 'never':
      return `the setting is not configurable by ${printable((rule.not_configurable_by ?? []).join(', '))}`;
  }
}
