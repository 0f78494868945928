import { DomainError } from '@heksher/domain';

/** The approximate sizes of settings with their rules in memory, in bytes, by canonical name. */
export type Weights = ReadonlyMap<string, number>;

/** The size of what one statement of a large load brings: about 2,500 small rules, which compile in about 20 ms. */
const PIECE_BYTES = 512 * 1024;

/** The most bytes of settings that are loaded although the cache has no room for them. */
export const UNCACHED_BYTES = 16 * 1024 * 1024;

/** The size of all settings together. */
export function totalOf(weights: Weights): number {
  let total = 0;
  for (const bytes of weights.values()) total += bytes;
  return total;
}

/** Throws `unavailable` if settings that the cache does not keep are too many to be loaded at once. */
export function assertFitsUncached(weights: Weights): void {
  if (totalOf(weights) <= UNCACHED_BYTES) return;
  throw new DomainError('unavailable', 'the settings change faster than they can be loaded');
}

/**
 * Splits names into pieces that compile fast enough not to hold up other requests. Keeps their order. A setting is never
 * split, so one with very many rules is a piece of its own.
 */
export function* inPieces(names: readonly string[], weights: Weights): Generator<string[]> {
  let piece: string[] = [];
  let bytes = 0;
  for (const name of names) {
    const weight = weights.get(name) ?? 0;
    if (piece.length > 0 && bytes + weight > PIECE_BYTES) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(name);
    bytes += weight;
  }
  if (piece.length > 0) yield piece;
}
