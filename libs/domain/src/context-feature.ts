import { DomainError } from './errors.js';

/** Where a feature is to go: right after or right before another. */
export type FeaturePlace = { after: string } | { before: string };

/**
 * The order of features after one of them has moved. Throws `not-found` when either is not in the list. A feature that is
 * to go after or before itself stays where it is.
 */
export function moveFeature(features: readonly string[], moved: string, place: FeaturePlace): string[] {
  const target = 'after' in place ? place.after : place.before;
  for (const name of [moved, target]) {
    if (!features.includes(name)) throw unknownFeatures([name]);
  }
  if (moved === target) return [...features];
  const others = features.filter((name) => name !== moved);
  const index = others.indexOf(target) + ('after' in place ? 1 : 0);
  return [...others.slice(0, index), moved, ...others.slice(index)];
}

/** Throws `not-found`, naming them, when some of the features are not in the list. */
export function assertKnownFeatures(wanted: readonly string[], features: readonly string[]): void {
  const unknown = wanted.filter((name) => !features.includes(name));
  if (unknown.length > 0) throw unknownFeatures(unknown);
}

const MOST_NAMED = 20;

/** The refusal of features that do not exist. */
export function unknownFeatures(names: readonly string[]): DomainError {
  const named = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const list = named.join(', ') + (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '');
  return new DomainError(
    'not-found',
    names.length === 1 ? `no context feature ${list}` : `no context features ${list}`,
  );
}

/** Features in the order of a list that has them all. */
export function inFeatureOrder(wanted: readonly string[], features: readonly string[]): string[] {
  return features.filter((name) => wanted.includes(name));
}

/** A feature as it is stored; rows that others wrote may lack an index. */
export interface StoredFeature {
  name: string;
  index: number | null;
}

/** What has to be done at start so that the stored features are the expected ones. */
export interface StartupPlan {
  inserted: string[];
  /** Features whose stored index is not their place among the stored ones. */
  misplaced: string[];
  isUnchanged: boolean;
}

/**
 * How the stored features are brought to the expected list. `stored` is ordered by index. Throws `conflict` when they are
 * not a subsequence of it: then a feature would have to be dropped or moved, which is for a person to decide.
 */
export function planStartup(stored: readonly StoredFeature[], expected: readonly string[]): StartupPlan {
  const names = stored.map(({ name }) => name);
  const inOrder = inFeatureOrder(names, expected);
  if (inOrder.length !== names.length || inOrder.some((name, index) => name !== names[index])) {
    throw new DomainError(
      'conflict',
      `the stored context features are ${list(names)}, which is not a subsequence of the expected ${list(expected)}`,
    );
  }
  const inserted = expected.filter((name) => !names.includes(name));
  const misplaced = stored.filter(({ index }, place) => index !== place).map(({ name }) => name);
  return { inserted, misplaced, isUnchanged: inserted.length === 0 && misplaced.length === 0 };
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}
