import { printSettingType } from './setting-type/print.js';
import type { Setting } from './setting.js';

/** Names that begin alike, up to a dot. */
export interface PrefixGroup {
  /** Ends with the dot. */
  prefix: string;
  settings: number;
  rules: number;
}

/**
 * Groups the names directly under a prefix by their text from there to the next dot. In the order of the
 * prefixes. Names without a further dot are in no group.
 */
export function groupNames(
  under: string,
  settings: readonly Pick<Setting, 'name'>[],
  rulesOf: (name: string) => number,
): PrefixGroup[] {
  const groups = new Map<string, PrefixGroup>();
  for (const { name } of settings) {
    const prefix = prefixUnder(under, name);
    if (prefix === undefined) continue;
    const group = groups.get(prefix) ?? { prefix, settings: 0, rules: 0 };
    group.settings += 1;
    group.rules += rulesOf(name);
    groups.set(prefix, group);
  }
  // Names are ASCII, so JavaScript sorts them by code point.
  return [...groups.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** The part of a name up to the first dot after a prefix; undefined without that prefix, or without such a dot. */
function prefixUnder(under: string, name: string): string | undefined {
  if (!name.startsWith(under)) return undefined;
  const dot = name.indexOf('.', under.length);
  return dot < 0 ? undefined : name.slice(0, dot + 1);
}

/** A value that settings share, and how many do. */
export interface Facet {
  value: string;
  settings: number;
}

/** The types, features and metadata keys of a list of settings, the most frequent first. */
export interface Facets {
  types: Facet[];
  features: Facet[];
  metadataKeys: Facet[];
}

/** The most values of a facet. */
const MOST_VALUES = 1000;

/** Counts the types, configurable features and metadata keys of settings. */
export function facetsOf(settings: readonly Setting[]): Facets {
  return {
    types: count(settings.map(({ type }) => [printSettingType(type)])),
    features: count(settings.map(({ configurableFeatures }) => configurableFeatures)),
    metadataKeys: count(settings.map(({ metadata }) => Object.keys(metadata))),
  };
}

function count(values: readonly (readonly string[])[]): Facet[] {
  const counts = new Map<string, number>();
  for (const list of values) for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, settings]) => ({ value, settings }))
    .sort((a, b) => b.settings - a.settings || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_VALUES);
}
