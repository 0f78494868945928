import { isJsonObject, printJson, type JsonObject, type JsonValue } from '../json.js';
import type { Condition } from '../rule.js';
import { compileRule } from '../compiled-rule.js';
import type { RuleRecord, SettingRecord } from './record.js';

/** What a change did to one setting. */
export interface SettingEntry {
  kind: 'setting';
  before: SettingRecord | undefined;
  after: SettingRecord | undefined;
  rules: RuleRecord[];
}

/** What a change did to one setting, to one rule or to the list of context features, as the log has it. */
export type Entry =
  | SettingEntry
  | { kind: 'rule'; before: RuleRecord | undefined; after: RuleRecord | undefined }
  | { kind: 'features'; before: readonly string[]; after: readonly string[] };

/**
 * Reads an entry of a change of this service, from the JSON that `printLoggedState` has printed. The rules of a setting are
 * those that were deleted with it or came back with it. Undefined if it has another shape.
 */
export function readEntry(before: JsonValue | undefined, after: JsonValue | undefined): Entry | undefined {
  const some = after ?? before;
  if (Array.isArray(some)) return readFeatures(before, after);
  if (!isJsonObject(some)) return undefined;
  const states = [before, after].map((state) => (isJsonObject(state) ? state : undefined));
  const [old, now] = states;
  if ('rule_id' in some) return { kind: 'rule', before: old && readRule(old), after: now && readRule(now) };
  if (typeof some.name !== 'string') return undefined;
  const rules = [old, now].flatMap((state) => (state && Array.isArray(state.rules) ? state.rules : []));
  return {
    kind: 'setting',
    before: old && readSetting(old),
    after: now && readSetting(now),
    rules: rules.filter(isJsonObject).map(readRule),
  };
}

function readFeatures(before: JsonValue | undefined, after: JsonValue | undefined): Entry | undefined {
  return Array.isArray(before) && Array.isArray(after)
    ? { kind: 'features', before: before as string[], after: after as string[] }
    : undefined;
}

function readSetting(state: JsonObject): SettingRecord {
  return {
    name: state.name as string,
    aliases: state.aliases as string[],
    type: state.type as string,
    defaultValue: printJson(state.default_value),
    configurableFeatures: state.configurable_features as string[],
    metadata: state.metadata as JsonObject,
    version: state.version as string,
  };
}

function readRule(state: JsonObject): RuleRecord {
  const conditions = (state.feature_values as [string, string][]).map(([feature, value]): Condition => ({
    feature,
    value,
  }));
  const { rule_id: id, value, metadata, setting } = state;
  return {
    setting: setting as string,
    rule: compileRule({ id: id as number, value: value as JsonValue, metadata: metadata as JsonObject, conditions }),
  };
}
