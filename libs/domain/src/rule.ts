import { DomainError, invalid, type Path } from './errors.js';
import { isJsonNumber, numberText, type JsonObject, type JsonValue } from './json.js';
import { assertMetadata } from './metadata.js';
import { FEATURE_NAME, FEATURE_VALUE, SETTING_NAME_OR_ALIAS, assertName } from './names.js';
import { accepts, conform } from './setting-type/accepts.js';
import { printSettingType } from './setting-type/print.js';
import type { Setting } from './setting.js';

/** A condition of a rule: the feature must have the value. */
export interface Condition {
  feature: string;
  value: string;
}

/** A stored rule. Its conditions are in feature order. */
export interface Rule {
  id: number;
  /** The canonical name of its setting. */
  setting: string;
  value: JsonValue;
  conditions: Condition[];
  metadata: JsonObject;
}

/** The id of a rule, and its text in the request, which errors show. */
export interface WrittenRuleId {
  value: number;
  text: string;
}

/** A rule to be added; its setting may be named by an alias. */
export type NewRule = Omit<Rule, 'id'>;

/**
 * Reads conditions from an object `{feature: value}`. A JSON number as a value counts as its text. Throws `invalid` if there
 * are none, or a name or value is not valid.
 */
export function parseConditions(featureValues: JsonObject, path: Path): Condition[] {
  const entries = Object.entries(featureValues);
  if (entries.length === 0) throw invalid('a rule needs at least one condition', { path });
  return entries.map(([feature, value]) => {
    const at = { path: [...path, feature] };
    assertName(FEATURE_NAME, feature, at);
    const text = isJsonNumber(value) ? numberText(value) : value;
    if (typeof text !== 'string') throw invalid('a condition needs a string or a number', at);
    assertName(FEATURE_VALUE, text, at);
    return { feature, value: text };
  });
}

/** Reads a new rule. Throws `invalid` if a name is not valid, it has no conditions, or its metadata cannot be stored. */
export function parseNewRule(input: {
  setting: string;
  featureValues: JsonObject;
  value: JsonValue;
  metadata: JsonObject;
}): NewRule {
  assertName(SETTING_NAME_OR_ALIAS, input.setting, { path: ['setting'] });
  assertMetadata(input.metadata, ['metadata']);
  const conditions = parseConditions(input.featureValues, ['feature_values']);
  return { setting: input.setting, value: input.value, conditions, metadata: input.metadata };
}

/**
 * Reads the conditions of a search: `account:jim,theme:dark`. Throws `invalid` if the text has another form or names a
 * feature twice.
 */
export function parseConditionList(text: string, parameter: string): Condition[] {
  const conditions = text.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw invalid(`${JSON.stringify(part)} is not of the form "feature:value"`, { parameter });
    const condition = { feature: part.slice(0, colon), value: part.slice(colon + 1) };
    assertName(FEATURE_NAME, condition.feature, { parameter });
    assertName(FEATURE_VALUE, condition.value, { parameter });
    return condition;
  });
  const repeated = conditions.find(({ feature }, at) => conditions.findIndex((c) => c.feature === feature) !== at);
  if (repeated) throw invalid(`the feature ${repeated.feature} is named twice`, { parameter });
  return conditions;
}

/** The refusal of a rule that does not fit its setting. `member` is the member of an operation that is at fault. */
export class UnfitRuleError extends DomainError {
  constructor(
    message: string,
    readonly member: 'value' | 'feature_values',
  ) {
    super('unfit-rule', message);
  }
}

/** Throws `unfit-rule` unless the setting is configurable by the rule's features and the value is of its type. */
export function assertRuleFits(rule: Pick<NewRule, 'conditions' | 'value'>, setting: Setting): void {
  const foreign = rule.conditions.filter(({ feature }) => !setting.configurableFeatures.includes(feature));
  if (foreign.length > 0) {
    const names = foreign.map(({ feature }) => feature).join(', ');
    throw new UnfitRuleError(`setting ${setting.name} is not configurable by ${names}`, 'feature_values');
  }
  assertValueFits(rule.value, setting);
}

/**
 * The stored form of a rule: with its setting's canonical name, conditions in feature order, and the value in the form of
 * the type. Throws `unfit-rule` like `assertRuleFits`.
 */
export function fitRule(rule: NewRule, setting: Setting): NewRule {
  assertRuleFits(rule, setting);
  const place = ({ feature }: Condition) => setting.configurableFeatures.indexOf(feature);
  const conditions = [...rule.conditions].sort((a, b) => place(a) - place(b));
  return { ...rule, setting: setting.name, conditions, value: conform(setting.type, rule.value) };
}

/** Throws `unfit-rule` unless a value is of the setting's type. */
export function assertValueFits(value: JsonValue, setting: Setting): void {
  if (accepts(setting.type, value)) return;
  throw new UnfitRuleError(`the value is not of the setting's type ${printSettingType(setting.type)}`, 'value');
}

/** Conditions for people: `user=guest, theme=dark`; `everyone` if there are none. */
export function describeConditions(conditions: readonly Condition[]): string {
  if (conditions.length === 0) return 'everyone';
  return conditions.map(({ feature, value }) => `${feature}=${value}`).join(', ');
}

/** A text that two lists of conditions share exactly if they are the same conditions, in any order. */
export function conditionsKey(conditions: readonly Condition[]): string {
  const sorted = conditions.length < 2 ? conditions : [...conditions].sort((a, b) => (a.feature < b.feature ? -1 : 1));
  // PostgreSQL text has no U+0000, so no name or value has.
  let key = '';
  for (const { feature, value } of sorted) key += `${feature}\u0000${value}\u0000`;
  return key;
}

/** Whether two lists have the same conditions, in any order. */
export function sameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  return a.length === b.length && conditionsKey(a) === conditionsKey(b);
}

/** Conditions as JSON text: pairs of feature and value. */
export function printConditions(conditions: readonly Condition[]): string {
  const pairs = conditions.map(({ feature, value }) => `[${JSON.stringify(feature)},${JSON.stringify(value)}]`);
  return `[${pairs.join(',')}]`;
}
