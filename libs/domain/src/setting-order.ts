import type { LatestChange } from './setting-search.js';

/** The order of a list of settings: by name, or those that changed last first. */
export type SettingOrder = 'name' | '-changed';

/** The place of a setting in an ordered list. */
export interface SettingPlace {
  name: string;
  /** The sequence of the latest change; undefined if the log has none. */
  seq?: string | undefined;
}

/** The place of a setting. */
export function placeOf(name: string, changed: LatestChange | undefined): SettingPlace {
  return { name, seq: changed?.seq };
}

/** Compares two places in an order. Settings without a change in the log come last, and equal ones by name. */
export function comparePlaces(a: SettingPlace, b: SettingPlace, order: SettingOrder): number {
  const byChange = order === '-changed' ? compareSequences(b.seq ?? '0', a.seq ?? '0') : 0;
  if (byChange !== 0) return byChange;
  // Names are ASCII, so JavaScript sorts them by code point.
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/** Compares sequences, which have no leading zeros. */
function compareSequences(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

/** A page of a list. */
export interface Page<Item> {
  items: readonly Item[];
  /** Whether items follow. */
  isMore: boolean;
}

/**
 * A page of a sorted list: at most `limit` items that come after a place, which is a point between items, not an index. So
 * pages neither repeat nor miss what stays in the list while others change it.
 */
export function pageOf<Item>(
  sorted: readonly Item[],
  { limit, isAfter }: { limit: number; isAfter?: ((item: Item) => boolean) | undefined },
): Page<Item> {
  const start = isAfter ? firstIndex(sorted, isAfter) : 0;
  return { items: sorted.slice(start, start + limit), isMore: sorted.length > start + limit };
}

/** The first index whose item, like all later ones, passes. */
function firstIndex<Item>(sorted: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(sorted[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
