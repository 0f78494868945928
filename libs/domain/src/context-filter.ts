import { DomainError, invalid, type Path, type Place } from './errors.js';
import { isJsonObject, type JsonValue } from './json.js';
import { FEATURE_NAME, FEATURE_VALUE, assertName } from './names.js';

/** The allowed values of one feature; `*` for all. */
export type FeatureFilter = '*' | ReadonlySet<string>;

/** Selects all rules (`*`), or those whose conditions all pass the filters of their features. */
export type ContextFilters = '*' | ReadonlyMap<string, FeatureFilter>;

const FILTER = /([A-Za-z0-9_]{1,255}):(?:(\*)|\(([^()]*)\))(,|$)/y;

/**
 * Reads context filters: `*` for all rules, or `feature:*` and `feature:(v1,v2)` separated by commas. An empty text lets
 * only rules without conditions pass. Throws `invalid` if the text has another form, `repeated-filter` if a feature has two
 * filters. `at` is the place of the text.
 */
export function parseContextFilters(text: string, at: Place): ContextFilters {
  if (text === '*') return '*';
  const filters = new Map<string, FeatureFilter>();
  const pattern = new RegExp(FILTER);
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    const [, feature = '', wildcard, values = '', separator] = match ?? [];
    if (!match || (separator === ',' && pattern.lastIndex === text.length)) {
      throw invalid(
        `at character ${match ? text.length : start}: expected a filter "feature:*" or "feature:(value,…)", or "*" alone`,
        at,
      );
    }
    if (filters.has(feature)) throw new DomainError('repeated-filter', `the feature ${feature} has two filters`);
    filters.set(feature, wildcard ? '*' : parseValues(values, at));
  }
  return filters;
}

function parseValues(text: string, at: Place): ReadonlySet<string> {
  const values = text.split(',');
  for (const value of values) assertName(FEATURE_VALUE, value, at);
  return new Set(values);
}

/**
 * Reads context filters from JSON: a text for `parseContextFilters`, or an object from features to `"*"` or an array of at
 * least one value. An empty object lets only rules without conditions pass. Throws `invalid` with the path of the fault, and
 * `repeated-filter` like `parseContextFilters`.
 */
export function readContextFilters(value: JsonValue, path: Path): ContextFilters {
  if (typeof value === 'string') return parseContextFilters(value, { path });
  if (!isJsonObject(value)) throw invalid('context filters must be a string or a JSON object', { path });
  const filters = new Map<string, FeatureFilter>();
  for (const [feature, wanted] of Object.entries(value)) {
    const at = [...path, feature];
    assertName(FEATURE_NAME, feature, { path: at });
    filters.set(feature, wanted === '*' ? '*' : readValues(wanted, at));
  }
  return filters;
}

function readValues(wanted: JsonValue, path: Path): ReadonlySet<string> {
  if (!Array.isArray(wanted) || wanted.length === 0) {
    throw invalid('a filter must be "*" or an array of at least one value', { path });
  }
  const values = wanted.map((value, index) => {
    const at = { path: [...path, index] };
    if (typeof value !== 'string') throw invalid('a context feature value must be a string', at);
    assertName(FEATURE_VALUE, value, at);
    return value;
  });
  return new Set(values);
}
