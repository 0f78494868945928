import { invalid, type Path } from './errors.js';
import { isJsonNumber, numberText, type JsonObject, type JsonValue } from './json.js';
import { SETTING_NAME_OR_ALIAS, assertName } from './names.js';
import type { CompiledRule } from './compiled-rule.js';
import { resolveContext, type Context, type Ruleset } from './ruleset.js';

/** The value of a setting in a context. */
export interface Evaluation {
  /** JSON text, ready for an answer. */
  value: string;
  /** The rule of the value; undefined for the default. */
  rule: CompiledRule | undefined;
}

/** The value of a setting in a context: the winning rule's, otherwise the default. */
export function evaluate(ruleset: Ruleset, context: Context): Evaluation {
  const rule = resolveContext(ruleset, context);
  return { value: rule?.value ?? ruleset.defaultValue, rule };
}

/** The feature value of a JSON value: a string itself, the text of a number or boolean; undefined for any other. */
export function featureText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return isJsonNumber(value) ? numberText(value) : undefined;
}

/** Reads a context from an object `{feature: value}`. Throws `invalid` if a value is not a string, number or boolean. */
export function parseContext(values: JsonObject, path: Path): Context {
  const context = new Map<string, string>();
  for (const [feature, value] of Object.entries(values)) {
    const text = featureText(value);
    if (text === undefined) {
      const message = `the value of the feature ${feature} must be a string, a number or a boolean`;
      throw invalid(message, { path: [...path, feature] });
    }
    context.set(feature, text);
  }
  return context;
}

/**
 * Reads the context of a URL: `account:jim,theme:dark`. An empty text is an empty context. Throws `invalid` if the text has
 * another form or names a feature twice.
 */
export function parseContextList(text: string, parameter: string): Context {
  const context = new Map<string, string>();
  for (const part of text === '' ? [] : text.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 1) throw invalid(`${JSON.stringify(part)} is not of the form "feature:value"`, { parameter });
    const feature = part.slice(0, colon);
    if (context.has(feature)) throw invalid(`the feature ${feature} is named twice`, { parameter });
    context.set(feature, part.slice(colon + 1));
  }
  return context;
}

/** Reads the names of a URL: `cache_size,speed`. An empty text has none. Throws `invalid` if one is not a name or alias. */
export function parseSettingNames(text: string, parameter: string): string[] {
  const names = text === '' ? [] : text.split(',');
  for (const name of names) assertName(SETTING_NAME_OR_ALIAS, name, { parameter });
  return names;
}
