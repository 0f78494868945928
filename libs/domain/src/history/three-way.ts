import { jsonEquals, printJson, type JsonObject, type JsonValue } from '../json.js';
import { sameConditions, type Condition, type Rule } from '../rule.js';
import { printSettingType } from '../setting-type/print.js';
import type { Setting } from '../setting.js';
import { printVersion } from '../version.js';

/** One attribute before and after a change, and now, as JSON; undefined if it does not exist. */
export interface Three {
  before: JsonValue | undefined;
  after: JsonValue | undefined;
  now: JsonValue | undefined;
}

/**
 * What becomes of an attribute when a change is taken back: `before` if it is now as after the change, `now` if the change did
 * not touch it or it is as before already, otherwise a conflict.
 */
export function judgeThree({ before, after, now }: Three): 'before' | 'now' | 'conflict' {
  if (isIdentical(before, after)) return 'now';
  if (isEqual(now, after)) return 'before';
  return isEqual(now, before) ? 'now' : 'conflict';
}

/** An equal value may be spelled differently, as another type does. */
function isIdentical(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : printJson(a) === printJson(b);
}

function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : jsonEquals(a, b);
}

/** An attribute that is not as expected. */
export interface Difference {
  attribute: string;
  expected: JsonValue | undefined;
  actual: JsonValue | undefined;
}

/** The attributes in which something is not as expected; all that it has if it should not exist. */
export function differing(
  expected: ReadonlyMap<string, JsonValue> | undefined,
  actual: ReadonlyMap<string, JsonValue>,
): Difference[] {
  const attributes = [...new Set([...(expected?.keys() ?? []), ...actual.keys()])];
  return attributes
    .map((attribute) => ({ attribute, expected: expected?.get(attribute), actual: actual.get(attribute) }))
    .filter((one) => !isEqual(one.expected, one.actual));
}

/** The attributes of a setting except its names, as JSON. Metadata is one attribute for each key. */
export function attributesOf(setting: Setting): Map<string, JsonValue> {
  return new Map<string, JsonValue>([
    ['type', printSettingType(setting.type)],
    ['default_value', setting.defaultValue],
    ['configurable_features', [...setting.configurableFeatures].sort()],
    ['version', printVersion(setting.version)],
    ...metadataOf(setting.metadata),
  ]);
}

/** The attributes of a rule as JSON. */
export function ruleAttributesOf(rule: Rule): Map<string, JsonValue> {
  return new Map<string, JsonValue>([
    ['value', rule.value],
    ['feature_values', featureValuesOf(rule.conditions)],
    ...metadataOf(rule.metadata),
  ]);
}

/** Conditions as JSON, in an order that does not depend on that of the features. */
export function featureValuesOf(conditions: readonly Condition[]): JsonObject {
  const sorted = [...conditions].sort((a, b) => (a.feature < b.feature ? -1 : 1));
  return Object.fromEntries(sorted.map(({ feature, value }) => [feature, value]));
}

const METADATA = 'metadata.';

function metadataOf(metadata: JsonObject): [string, JsonValue][] {
  return Object.entries(metadata).map(([key, value]) => [`${METADATA}${key}`, value]);
}

/** The key of metadata that an attribute is; undefined for other attributes. */
export function metadataKey(attribute: string): string | undefined {
  return attribute.startsWith(METADATA) ? attribute.slice(METADATA.length) : undefined;
}

/** Whether two rules are stored alike. */
export function isSameRule(a: Rule, b: Rule): boolean {
  return (
    printJson(a.value) === printJson(b.value) &&
    sameConditions(a.conditions, b.conditions) &&
    jsonEquals(a.metadata, b.metadata)
  );
}
