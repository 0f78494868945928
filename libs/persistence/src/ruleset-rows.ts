import {
  CompiledRule,
  KEY_SEPARATOR,
  changeRuleset,
  compareCodePoints,
  compileRuleset,
  findRuleById,
  parseStoredJson,
  printJson,
  type RulesetChange,
  type Setting,
  type SettingType,
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
const RULE_BYTES = 170;

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
  return rules.reduce((sum, rule) => sum + RULE_BYTES + textBytes(rule), 0);
}

function textBytes({ value, metadata, key }: CompiledRule): number {
  return value.length + metadata.length + key.length;
}

/** The settings of a row with their compiled rules, in the order of their names. */
export function toLoadedSettings(row: RulesetsRow): LoadedSetting[] {
  const features = JSON.parse(row.features) as string[];
  const selections = JSON.parse(row.settings) as SettingSelection[];
  const settings = new Map(selections.map((selection) => [selection.name, toSetting(selection)]));
  const rules = rulesBySetting(row, features, (setting) => settings.get(setting)?.type);
  return selections
    .map((selection) => {
      const setting = settings.get(selection.name) as Setting;
      return toLoadedSetting(selection, { setting, rules: rules.get(selection.name) ?? [], features });
    })
    .sort((a, b) => compareCodePoints(a.setting.name, b.setting.name));
}

function toLoadedSetting(
  { aliases, default_value: defaultValue, metadata }: SettingSelection,
  { setting, rules, features }: { setting: Setting; rules: readonly CompiledRule[]; features: readonly string[] },
): LoadedSetting {
  let bytes = estimateBytes(rules.length, aliases.length + defaultValue.length + metadata.length);
  for (const rule of rules) bytes += textBytes(rule);
  return { setting, ruleset: compileRuleset(setting, rules, features), bytes };
}

/** The rules of each setting, by ascending id. Equal texts are one text in memory. */
function rulesBySetting(
  row: RulesetsRow,
  features: readonly string[],
  typeOf: (setting: string) => SettingType | undefined,
): Map<string, CompiledRule[]> {
  const { ids, settings, values } = JSON.parse(row.rules) as RuleColumns;
  const conditions = conditionsByRule(JSON.parse(row.conditions) as ConditionColumns, features);
  const metadata = metadataByRule(JSON.parse(row.metadata) as MetadataColumns);
  const shared = shareTexts();
  const rules = new Map<string, CompiledRule[]>();
  ids?.forEach((id, at) => {
    const setting = settings?.[at] ?? '';
    const type = typeOf(setting);
    if (!type) return;
    const value = shared(readValueText(values?.[at] ?? 'null', type));
    const { list, wanted } = conditions.get(id) ?? { list: NO_FEATURES, wanted: [] };
    const key = shared(wanted.length === 1 ? (wanted[0] as string) : wanted.join(KEY_SEPARATOR));
    push(rules, setting, new CompiledRule(id, value, shared(metadata.get(id) ?? '{}'), list.features, key));
  });
  return rules;
}

/** Answers for each text the first one that was equal to it. */
function shareTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, text);
    return text;
  };
}

/** A list of features, and the longer ones that begin with it, by their next feature. Equal lists are one. */
interface FeatureList {
  features: readonly string[];
  longer: Map<string, FeatureList>;
}

const NO_FEATURES: FeatureList = { features: [], longer: new Map() };

/** The conditions of a rule: their features in order, and the wanted values in the same order. */
interface RuleConditions {
  list: FeatureList;
  wanted: string[];
}

function conditionsByRule(
  { rules, features, values }: ConditionColumns,
  order: readonly string[],
): Map<number, RuleConditions> {
  const rowsByFeature = new Map(order.map((feature): [string, number[]] => [feature, []]));
  features?.forEach((feature, at) => push(rowsByFeature, feature, at));
  const byRule = new Map<number, RuleConditions>();
  const first: FeatureList = { features: [], longer: new Map() };
  for (const [feature, rows] of rowsByFeature) {
    for (const at of rows) {
      const rule = rules?.[at] ?? 0;
      const value = values?.[at] ?? '';
      const found = byRule.get(rule);
      if (!found) byRule.set(rule, { list: longerBy(feature, first), wanted: [value] });
      else {
        found.list = longerBy(feature, found.list);
        found.wanted.push(value);
      }
    }
  }
  return byRule;
}

function longerBy(feature: string, { features, longer }: FeatureList): FeatureList {
  let found = longer.get(feature);
  if (!found) longer.set(feature, (found = { features: [...features, feature], longer: new Map() }));
  return found;
}

/** The metadata of each rule as JSON text, with its keys in the order of `jsonb`. */
function metadataByRule({ rules, keys, values }: MetadataColumns): Map<number, string> {
  const byRule = new Map<number, { key: string; text: string }[]>();
  rules?.forEach((rule, at) => push(byRule, rule, { key: keys?.[at] ?? '', text: compact(values?.[at] ?? 'null') }));
  const texts = new Map<number, string>();
  for (const [rule, listed] of byRule) {
    listed.sort((a, b) => a.key.length - b.key.length || compareCodePoints(a.key, b.key));
    const members = listed.map(({ key, text }) => `${JSON.stringify(key)}:${text}`);
    texts.set(rule, ['{', members.join(), '}'].join('')); // joining makes one text, and `+` one that refers to its parts
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
