import type { RuleBody, SettingRules } from '../http/setting-rules.js';
import type { Style } from './style.js';
import { table } from './table.js';
import { conditionsText, printable, valueText } from './text.js';

/** A setting with its default and its rules, for people. */
export function settingLines({ setting, rules }: SettingRules, style: Style): string[] {
  const { name, type, version, aliases, default_value, metadata } = setting;
  const known = aliases.length === 0 ? '' : `, also called ${printable(aliases.join(', '))}`;
  const [heading = '', ...lines] = table([
    ['RULE', 'WHEN', 'VALUE', ''],
    ...rules.map((rule) => [
      `${rule.rule_id}`,
      conditionsText(rule.feature_values),
      valueText(rule.value),
      remarkOn(rule),
    ]),
    [
      '',
      'default',
      valueText(default_value),
      isEmpty(metadata) ? '' : `the setting's metadata: ${valueText(metadata)}`,
    ],
  ]);
  return [
    `${style.bold(printable(name))}  ${style.dim(`${printable(type)}, version ${printable(version)}${known}`)}`,
    style.dim(heading),
    ...lines,
  ];
}

function remarkOn({ never, redundant, metadata }: RuleBody): string {
  const remarks = [
    never !== null && `never wins: ${printable(never)}`,
    redundant && 'redundant: without it no value changes',
    !isEmpty(metadata) && valueText(metadata),
  ];
  return remarks.filter(Boolean).join('; ');
}

function isEmpty(metadata: object): boolean {
  return Object.keys(metadata).length === 0;
}
