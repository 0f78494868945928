import { FEATURE_NAME, FEATURE_VALUE, assertName } from './names.js';
import { DomainError, invalid } from './errors.js';
import {
  isJsonNumber,
  jsonEquals,
  numberText,
  parseJson,
  parseStoredJson,
  printJson,
  someText,
  type JsonValue,
} from './json.js';
import type { CompiledRule } from './compiled-rule.js';

/** Which rules a list has. An absent condition lets all of them pass. */
export interface RuleFilter {
  /** Conditions that a rule must have, whatever other ones it has. */
  conditions?: readonly WantedCondition[] | undefined;
  /** Whether a value, as JSON text, is the wanted one. */
  isWanted?: ((value: string) => boolean) | undefined;
  /** Whether a value, as JSON text, contains the wanted text. */
  isContaining?: ((value: string) => boolean) | undefined;
}

/** A condition on a feature: on any value if that is undefined. */
export interface WantedCondition {
  feature: string;
  value: string | undefined;
}

/**
 * Reads the conditions of a filter: `account:john,theme:*`. Throws `invalid` if the text has another form or names a feature
 * twice.
 */
export function parseWantedConditions(text: string, parameter: string): WantedCondition[] {
  const conditions = text.split(',').map((part): WantedCondition => {
    const colon = part.indexOf(':');
    if (colon < 0)
      throw invalid(`${JSON.stringify(part)} is not of the form "feature:value" or "feature:*"`, { parameter });
    const feature = part.slice(0, colon);
    const value = part.slice(colon + 1);
    assertName(FEATURE_NAME, feature, { parameter });
    if (value !== '*') assertName(FEATURE_VALUE, value, { parameter });
    return { feature, value: value === '*' ? undefined : value };
  });
  const features = conditions.map(({ feature }) => feature);
  const repeated = features.find((feature, at) => features.indexOf(feature) !== at);
  if (repeated !== undefined) throw invalid(`the feature ${repeated} is named twice`, { parameter });
  return conditions;
}

/** Whether a rule passes a filter. */
export function passesRuleFilter(rule: CompiledRule, { conditions = [], isWanted, isContaining }: RuleFilter): boolean {
  const hasAll = conditions.every(({ feature, value }) => {
    const at = rule.features.indexOf(feature);
    return at >= 0 && (value === undefined || rule.values[at] === value);
  });
  return hasAll && (!isWanted || isWanted(rule.value)) && (!isContaining || isContaining(rule.value));
}

/**
 * Finds values that are equal to a text: as JSON, and also as a string, so that `10.0.0.1` and `20` find strings without
 * quotes. The found values are JSON text.
 */
export function valueEquals(text: string): (value: string) => boolean {
  const wanted: JsonValue[] = [text, ...readJson(text)];
  // Values of another kind are not worth parsing.
  const kinds = new Set(wanted.map((value) => kindOf(printJson(value))));
  const texts = new Set([text, JSON.stringify(text)]);
  const number = wanted.find(isJsonNumber);
  return (value) => {
    if (texts.has(value)) return true;
    const kind = kindOf(value);
    if (!kinds.has(kind)) return false;
    if (kind === 'number' && (number === undefined || Number(value) !== Number(numberText(number)))) return false;
    if (kind === 'string' && !value.includes('\\')) return false; // it has one spelling only
    const parsed = parseStoredJson(value);
    return wanted.some((one) => jsonEquals(one, parsed));
  };
}

/** Finds values in which a text occurs, in any case of letters. They are JSON text. */
export function valueContains(text: string): (value: string) => boolean {
  const wanted = text.toLowerCase();
  const contains = (own: string) => own.toLowerCase().includes(wanted);
  return (value) => {
    if (contains(value.startsWith('"') ? value.slice(1, -1) : value)) return true;
    return value.includes('\\') && someText(parseStoredJson(value), contains); // an escape is not the text itself
  };
}

/** A text as a JSON value, if it is one that may be stored. */
function readJson(text: string): JsonValue[] {
  try {
    return [parseJson(text)];
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

/** What kind of value a JSON text has, by its first character. */
function kindOf(value: string): string {
  const first = value.charAt(0);
  if (first === '"') return 'string';
  return first === '-' || (first >= '0' && first <= '9') ? 'number' : first;
}
