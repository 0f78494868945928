import { isJsonObject, printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import type { FeatureValues } from '../api/types.js';

/** What a change did to one thing. Before or after is null if the thing did not exist. */
export interface Entry {
  action: string;
  before: JsonValue;
  after: JsonValue;
}

/** What another program did to the rows of a table. Without the rows if they were too many. */
export interface RowsEntry {
  table: string;
  op: string;
  count: number;
  before: JsonValue;
  after: JsonValue;
}

export interface AttributeDifference {
  /** As the log names it; metadata is one attribute for each key, such as `metadata.information`. */
  attribute: string;
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

/** The conditions of a rule as one value. */
const CONDITIONS = 'feature_values';
/** What tells which thing it is, and is said otherwise. */
const IDENTITY: ReadonlySet<string> = new Set(['rule_id', 'setting', 'id']);
const METADATA = 'metadata';

/** In which attributes the states before and after differ, in the order in which the log has them. */
export function differencesOf(before: JsonValue, after: JsonValue): AttributeDifference[] {
  const [old, now] = [attributesOf(before), attributesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names
    .map((attribute) => ({ attribute, before: old.get(attribute), after: now.get(attribute) }))
    .filter((one) => printJson(one.before ?? null) !== printJson(one.after ?? null));
}

function attributesOf(state: JsonValue): Map<string, JsonValue> {
  if (Array.isArray(state)) return new Map([['context_features', state]]);
  if (!isJsonObject(state)) return new Map();
  const attributes = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(state)) {
    if (IDENTITY.has(name) || isEmptyList(value)) continue;
    if (name === METADATA && isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) attributes.set(`${METADATA}.${key}`, member);
    } else {
      attributes.set(name, name === CONDITIONS ? conditionsOf(state) : value);
    }
  }
  return attributes;
}

/** No aliases, no rules and no conditions are nothing to show. */
function isEmptyList(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0;
}

function conditionsOf(rule: JsonObject): JsonObject {
  return Object.fromEntries(featureValuesOf(rule));
}

/** A rule as the log has it; undefined if a state is none. */
export function readRule(
  state: JsonValue,
): { setting: string; featureValues: FeatureValues; value: JsonValue } | undefined {
  if (!isJsonObject(state) || !('rule_id' in state)) return undefined;
  const { setting, value = null } = state;
  return { setting: typeof setting === 'string' ? setting : '', featureValues: featureValuesOf(state), value };
}

function featureValuesOf({ feature_values: pairs }: JsonObject): FeatureValues {
  if (!Array.isArray(pairs)) return [];
  return pairs.flatMap((pair) => (Array.isArray(pair) ? [[String(pair[0]), String(pair[1])] as const] : []));
}

/** A text member of a state; empty if it has none. */
export function textOf(state: JsonValue, member: string): string {
  const text = isJsonObject(state) ? state[member] : undefined;
  return typeof text === 'string' ? text : '';
}

/** How many rules were deleted or brought back with a setting. */
export function ruleCount(state: JsonValue): number {
  const rules = isJsonObject(state) ? state['rules'] : undefined;
  return Array.isArray(rules) ? rules.length : 0;
}

/** The names that only one of two lists has. */
export function otherNames(list: JsonValue, than: JsonValue): string[] {
  const others = new Set(Array.isArray(than) ? than.map(String) : []);
  return Array.isArray(list) ? list.map(String).filter((name) => !others.has(name)) : [];
}
