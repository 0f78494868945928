import { CHANGED_SINCE, type HistoryConflict } from './conflict.js';

interface Lists {
  before: readonly string[];
  after: readonly string[];
  now: readonly string[];
}

/**
 * The list of context features once a change of it is taken back: what it added goes, what it deleted comes back, and what it
 * moved moves back if the order is still the one that it made. Adds what is in the way to `conflicts`.
 */
export function undoneFeatures(lists: Lists, conflicts: HistoryConflict[]): readonly string[] {
  const { before, after, now } = lists;
  if (isSame(before, after) || isSame(now, before)) return now;
  if (isSame(now, after)) return before;
  const added = after.filter((name) => !before.includes(name));
  const kept = now.filter((name) => !added.includes(name));
  const ordered = undoneOrder({ ...lists, now: kept }, conflicts);
  return before.filter((name) => !after.includes(name)).reduce((list, name) => putBack(name, list, before), ordered);
}

function undoneOrder({ before, after, now }: Lists, conflicts: HistoryConflict[]): readonly string[] {
  const isCommon = (name: string) => before.includes(name) && after.includes(name) && now.includes(name);
  const [old, made, present] = [before, after, now].map((list) => list.filter(isCommon)) as [
    string[],
    string[],
    string[],
  ];
  if (isSame(old, made) || isSame(present, old)) return now;
  if (!isSame(present, made)) {
    const difference = { attribute: 'context_features', expected: [...after], actual: [...now] };
    conflicts.push({ setting: undefined, ...difference, reason: CHANGED_SINCE });
    return now;
  }
  let next = 0;
  return now.map((name) => (isCommon(name) ? (old[next++] as string) : name));
}

/** Puts a feature back behind the nearest of those that were before it. */
function putBack(name: string, list: readonly string[], before: readonly string[]): readonly string[] {
  if (list.includes(name)) return list;
  const earlier = before.slice(0, before.indexOf(name)).reverse();
  const neighbour = earlier.find((other) => list.includes(other));
  const at = neighbour === undefined ? 0 : list.indexOf(neighbour) + 1;
  return [...list.slice(0, at), name, ...list.slice(at)];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}
