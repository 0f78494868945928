import type { JsonValue } from '@heksher/domain';
import type { Style } from './style.js';
import { table } from './table.js';
import { conditionsText, printable, valueText } from './text.js';

interface ImpactValue {
  value: JsonValue;
  /** Null for the default; absent for a rule that does not exist yet. */
  rule_id?: number | null;
}

/** A context in which another rule wins or the value differs. */
export interface ImpactEntry {
  setting: string;
  context: Record<string, string>;
  before: ImpactValue | null;
  after: ImpactValue | null;
}

/** The most entries that are shown to people. Programs get all of them. */
const MOST_SHOWN = 50;

/** The contexts in which values change, for people. */
export function impactLines(impact: readonly ImpactEntry[], isTruncated: boolean, style: Style): string[] {
  if (impact.length === 0) return ['No value changes in any context.'];
  const rows = impact
    .slice(0, MOST_SHOWN)
    .map(({ setting, context, before, after }) => [
      printable(setting),
      Object.keys(context).length === 0 ? 'any' : conditionsText(context),
      impactText(before),
      impactText(after),
    ]);
  const [heading = '', ...lines] = table([['SETTING', 'CONTEXT', 'BEFORE', 'AFTER'], ...rows]);
  const left = impact.length - rows.length;
  return [
    'Values change in these contexts, and in more specific ones without rules of their own:',
    `  ${style.dim(heading)}`,
    ...lines.map((line) => `  ${line}`),
    ...(left > 0 || isTruncated
      ? [`  and in ${left > 0 ? `${left} more` : 'others'}${left > 0 && isTruncated ? ', or still more' : ''}`]
      : []),
  ];
}

function impactText(one: ImpactValue | null): string {
  if (one === null) return 'no such setting';
  const source = one.rule_id === null ? 'default' : one.rule_id === undefined ? 'new rule' : `rule ${one.rule_id}`;
  return `${valueText(one.value)} (${source})`;
}
