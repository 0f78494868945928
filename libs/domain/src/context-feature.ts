import { DomainError } from './errors.js';

/** The new place of a feature: right after or right before another. */
export type FeaturePlace = { after: string } | { before: string };

/**
 * The order of features after one of them has moved. Throws `not-found` if either is not in the list. A feature that moves
 * after or before itself keeps its place.
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

/** Throws `not-found`, with their names, if some of the features are not in the list. */
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

/** Features in the order of a list that contains all of them. */
export function inFeatureOrder(wanted: readonly string[], features: readonly string[]): string[] {
  return features.filter((name) => wanted.includes(name));
}

/** A stored feature. Rows of other programs may lack an index. */
export interface StoredFeature {
  name: string;
  index: number | null;
}

/** The steps at start that turn the stored features into the expected ones. */
export interface StartupPlan {
  inserted: string[];
  /** Features whose stored index differs from their place among the stored ones. */
  misplaced: string[];
  isUnchanged: boolean;
}

/**
 * Plans how to turn the stored features into the expected list. `stored` is ordered by index. Throws `conflict` if they are
 * not a subsequence of it, because only a person may decide to delete or move a feature.
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
