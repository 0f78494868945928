import {
  changeRuleset,
  compareCodePoints,
  compileRuleset,
  findRuleById,
  parseStoredJson,
  printJson,
  type CompiledRule,
  type Condition,
  type RulesetChange,
} from '@heksher/domain';
import { readValueText } from './rows.js';
import type { LoadedSetting } from './rulesets/loaded-settings.js';
import { toSetting, type SettingSelection } from './settings.repository.js';

/**
 * Settings and their rules as one row. Each column is JSON text: an array, or an object of arrays of equal length. Columns take
 * a third of the time that rows would.
 */
export interface RulesetsRow {
  /** Null if the database has lost its head. */
  revision: string | null;
  /** The names of all context features, in order. */
  features: string;
  settings: string;
  rules: string;
  conditions: string;
  metadata: string;
}

/** Rules by ascending id. Values are JSON text. */
interface RuleColumns {
  ids: number[] | null;
  settings: string[] | null;
  values: string[] | null;
}

/** Conditions in any order. */
interface ConditionColumns {
  rules: number[] | null;
  features: string[] | null;
  values: string[] | null;
}

/** The metadata of rules in any order. Values are JSON text. */
interface MetadataColumns {
  rules: number[] | null;
  keys: string[] | null;
  values: string[] | null;
}

/** The measured, approximate sizes in memory of a setting without its rules, and of a rule without its texts. */
const SETTING_BYTES = 2000;
const RULE_BYTES = 350;

/** The approximate size in memory of a setting with its rules. `textBytes` is the length of the texts of the rules. */
export function estimateBytes(rules: number, textBytes: number): number {
  return SETTING_BYTES + rules * RULE_BYTES + textBytes;
}

/** A loaded setting after a change of its rules alone. */
export function patchSetting(
  { setting, ruleset, bytes }: LoadedSetting,
  change: RulesetChange,
  features: readonly string[],
): LoadedSetting {
  const gone = [...change.removed].flatMap((id) => findRuleById(ruleset, id) ?? []);
  const grown = bytesOf(change.written) - bytesOf(gone);
  return { setting, ruleset: changeRuleset(ruleset, change, features), bytes: bytes + grown };
}

function bytesOf(rules: readonly CompiledRule[]): number {
  return rules.reduce((sum, { value, metadata }) => sum + RULE_BYTES + value.length + metadata.length, 0);
}

/** The settings of a row with their compiled rules, in the order of their names. */
export function toLoadedSettings(row: RulesetsRow): LoadedSetting[] {
  const rules = rulesBySetting(row);
  const features = JSON.parse(row.features) as string[];
  return (JSON.parse(row.settings) as SettingSelection[])
    .map((selection) => toLoadedSetting(selection, rules.get(selection.name) ?? [], features))
    .sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
}

function toLoadedSetting(
  selection: SettingSelection,
  stored: CompiledRule[],
  features: readonly string[],
): LoadedSetting {
  const setting = toSetting(selection);
  const rules = stored.map((rule) => ({ ...rule, value: readValueText(rule.value, setting.type) }));
  const texts = rules.reduce((sum, { value, metadata }) => sum + value.length + metadata.length, 0);
  const { aliases, default_value: defaultValue, metadata } = selection;
  const own = aliases.length + defaultValue.length + metadata.length;
  const bytes = estimateBytes(rules.length, own + texts);
  return { setting, ruleset: compileRuleset(setting, rules, features), bytes };
}

/** The rules of each setting, with their values as they are stored. */
function rulesBySetting(row: RulesetsRow): Map<string, CompiledRule[]> {
  const { ids, settings, values } = JSON.parse(row.rules) as RuleColumns;
  const order = new Map((JSON.parse(row.features) as string[]).map((feature, index) => [feature, index]));
  const conditions = conditionsByRule(JSON.parse(row.conditions) as ConditionColumns, order);
  const metadata = metadataByRule(JSON.parse(row.metadata) as MetadataColumns);
  const rules = new Map<string, CompiledRule[]>();
  ids?.forEach((id, at) => {
    const rule = {
      id,
      value: values?.[at] ?? 'null',
      metadata: metadata.get(id) ?? '{}',
      conditions: conditions.get(id) ?? [],
    };
    push(rules, settings?.[at] ?? '', rule);
  });
  return rules;
}

function conditionsByRule(
  { rules, features, values }: ConditionColumns,
  order: ReadonlyMap<string, number>,
): Map<number, Condition[]> {
  const byRule = new Map<number, Condition[]>();
  rules?.forEach((rule, at) => push(byRule, rule, { feature: features?.[at] ?? '', value: values?.[at] ?? '' }));
  const place = ({ feature }: Condition) => order.get(feature) ?? 0;
  for (const conditions of byRule.values()) conditions.sort((a, b) => place(a) - place(b));
  return byRule;
}

/** The metadata of each rule as JSON text, with its keys in the order of `jsonb`. */
function metadataByRule({ rules, keys, values }: MetadataColumns): Map<number, string> {
  const members = new Map<number, { key: string; text: string }[]>();
  rules?.forEach((rule, at) => push(members, rule, { key: keys?.[at] ?? '', text: compact(values?.[at] ?? 'null') }));
  const texts = new Map<number, string>();
  for (const [rule, listed] of members) {
    listed.sort((a, b) => a.key.length - b.key.length || compareCodePoints(a.key, b.key));
    texts.set(rule, `{${listed.map(({ key, text }) => `${JSON.stringify(key)}:${text}`).join(',')}}`);
  }
  return texts;
}

/** JSON text without white space. PostgreSQL prints white space only in objects and arrays. */
function compact(text: string): string {
  return text.startsWith('{') || text.startsWith('[') ? printJson(parseStoredJson(text)) : text;
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
