import { isJsonObject, type JsonValue } from '@heksher/domain';
import type { Plan, PlannedChange } from '../documents/plan.js';
import { changeLines, settingText, type ShownChange } from './change-lines.js';
import { impactLines } from './impact-lines.js';
import type { Style } from './style.js';
import { conditionsText, printable, timeText, valueText } from './text.js';

/** A plan for people: the differences, the contexts whose values change, and the warnings. */
export function planLines(plan: Plan, style: Style): string[] {
  const { changes, impact, impact_truncated, warnings } = plan;
  const shown = warnings.map((warning) => `Warning: ${printable(warning)}`);
  if (changes.length === 0) return [...shown, summaryText(plan)];
  return [
    ...changeLines(changes.map(shownChange), style),
    '',
    ...impactLines(impact, impact_truncated, style),
    ...shown,
    '',
    summaryText(plan),
  ];
}

function summaryText({ summary, based_on }: Plan): string {
  const { created, changed, deleted, unchanged } = summary;
  if (created + changed + deleted === 0)
    return `Nothing to do: all ${unchanged} are as in the document, at change ${based_on}.`;
  return `${created} to make, ${changed} to change, ${deleted} to delete, ${unchanged} unchanged, at change ${based_on}.`;
}

/** A planned change for people, with who has made the one that it reverts. */
export function shownChange(change: PlannedChange): ShownChange {
  const { setting, before, after, last_changed } = change;
  return {
    setting,
    what: whatOf(change),
    ...(before !== undefined && { before: textOf(change, before) }),
    ...(after !== undefined && { after: textOf(change, after) }),
    ...(last_changed && {
      remark: `change ${last_changed.sequence}, ${timeText(last_changed.at)}, by ${printable(last_changed.actor ?? 'nobody known')}`,
    }),
  };
}

function whatOf({ when, attribute }: PlannedChange): string {
  if (when === undefined) return printable(attribute ?? 'setting');
  return attribute === undefined ? conditionsText(when) : `${conditionsText(when)}, ${printable(attribute)}`;
}

function textOf({ when, attribute }: PlannedChange, value: JsonValue): string {
  const isSetting = when === undefined && attribute === undefined;
  return isSetting && isJsonObject(value) ? settingText(value) : valueText(value);
}
