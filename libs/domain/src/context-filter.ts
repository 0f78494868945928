import { DomainError, invalid } from './errors.js';
import { FEATURE_VALUE, assertName } from './names.js';

/** The values of one feature that are wanted, or all of them. */
export type FeatureFilter = '*' | ReadonlySet<string>;

/** Which rules are wanted: all, or those of which every condition is allowed by its feature's filter. */
export type ContextFilters = '*' | ReadonlyMap<string, FeatureFilter>;

const FILTER = /([A-Za-z0-9_]{1,255}):(?:(\*)|\(([^()]*)\))(,|$)/y;

/**
 * Reads context filters: `*` for every rule, else `feature:*` and `feature:(v1,v2)` separated by commas; the empty text
 * lets only rules without conditions pass. Throws `invalid` when the text is not of that form, `repeated-filter` when a
 * feature has two filters.
 */
export function parseContextFilters(text: string, parameter: string): ContextFilters {
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
        { parameter },
      );
    }
    if (filters.has(feature)) throw new DomainError('repeated-filter', `the feature ${feature} has two filters`);
    filters.set(feature, wildcard ? '*' : parseValues(values, parameter));
  }
  return filters;
}

function parseValues(text: string, parameter: string): ReadonlySet<string> {
  const values = text.split(',');
  for (const value of values) assertName(FEATURE_VALUE, value, { parameter });
  return new Set(values);
}
