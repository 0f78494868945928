import {
  DomainError,
  compareCodePoints,
  jsonEquals,
  parseSettingType,
  printSettingType,
  type JsonObject,
  type JsonValue,
} from '@heksher/domain';
import type { Document, DocumentRule, DocumentSetting } from './document.js';
import type { PlannedChange } from './plan.js';

/**
 * The differences of two documents, by names and conditions: neither the order of settings and rules nor that of conditions
 * counts, and numbers are equal by value. What only one document says nothing about is no difference.
 */
export function compareDocuments(one: Document, other: Document): PlannedChange[] {
  const names = [...new Set([...Object.keys(one.settings), ...Object.keys(other.settings)])].sort(compareCodePoints);
  return [
    ...compareFeatures(one.context_features, other.context_features),
    ...names.flatMap((name) => compareSettings(name, own(one.settings, name), own(other.settings, name))),
  ];
}

function own<Value>(object: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The order of context features counts. */
function compareFeatures(before: string[] | undefined, after: string[] | undefined): PlannedChange[] {
  if (!before || !after || jsonEquals(before, after)) return [];
  return [{ setting: null, attribute: 'context_features', before, after }];
}

function compareSettings(
  setting: string,
  before: DocumentSetting | undefined,
  after: DocumentSetting | undefined,
): PlannedChange[] {
  if (!before || !after) {
    const whole = (before ?? after) as unknown as JsonObject;
    return [before ? { setting, before: whole } : { setting, after: whole }];
  }
  return [...compareAttributes(setting, before, after), ...compareRules(setting, before.rules, after.rules)];
}

type Attribute = 'type' | 'default_value' | 'configurable_features' | 'version' | 'metadata' | 'aliases';

/** How each attribute is compared: as itself, or as what it means. */
const MEANING: Record<Attribute, (value: JsonValue) => JsonValue> = {
  type: (value) => (typeof value === 'string' ? typeMeaning(value) : value),
  default_value: (value) => value,
  configurable_features: sorted,
  version: (value) => value,
  metadata: (value) => value,
  aliases: sorted,
};

function compareAttributes(setting: string, one: DocumentSetting, other: DocumentSetting): PlannedChange[] {
  return Object.entries(MEANING).flatMap(([attribute, meaningOf]) => {
    const [before, after] = [one[attribute as Attribute], other[attribute as Attribute]];
    if (before === undefined || after === undefined || jsonEquals(meaningOf(before), meaningOf(after))) return [];
    return [{ setting, attribute, before, after }];
  });
}

function typeMeaning(text: string): string {
  try {
    return printSettingType(parseSettingType(text));
  } catch (error) {
    if (error instanceof DomainError) return text;
    throw error;
  }
}

function sorted(value: JsonValue): JsonValue {
  return Array.isArray(value) ? [...value].sort() : value;
}

function compareRules(
  setting: string,
  one: DocumentRule[] | undefined,
  other: DocumentRule[] | undefined,
): PlannedChange[] {
  if (!one || !other) return [];
  const [before, after] = [byConditions(one), byConditions(other)];
  const deletedOrChanged = [...before].flatMap(([key, rule]) => compareRule(setting, rule, after.get(key)));
  const made = [...after]
    .filter(([key]) => !before.has(key))
    .map(([, { when, value }]) => ({ setting, when, after: value }));
  return [...deletedOrChanged, ...made];
}

function compareRule(setting: string, before: DocumentRule, after: DocumentRule | undefined): PlannedChange[] {
  const { when } = before;
  if (!after) return [{ setting, when, before: before.value }];
  const changes: PlannedChange[] = [];
  if (!jsonEquals(before.value, after.value)) changes.push({ setting, when, before: before.value, after: after.value });
  const [was, is] = [before.metadata, after.metadata];
  if (was && is && !jsonEquals(was, is)) changes.push({ setting, when, attribute: 'metadata', before: was, after: is });
  return changes;
}

/** Rules by a text that the same conditions share in any order. */
function byConditions(rules: readonly DocumentRule[]): Map<string, DocumentRule> {
  return new Map(
    rules.map((rule) => {
      const pairs = Object.entries(rule.when).map((pair) => pair.join('='));
      return [pairs.sort().join(), rule];
    }),
  );
}
