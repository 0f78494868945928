/** About how much memory settings will take with their rules, in bytes, by their canonical names. */
export type Weights = ReadonlyMap<string, number>;

/** What one statement of a large load brings: about 2,700 small rules, which take some 20 ms to arrange in memory. */
const PIECE_BYTES = 1024 * 1024;

/** What all of the settings take. */
export function totalOf(weights: Weights): number {
  let total = 0;
  for (const bytes of weights.values()) total += bytes;
  return total;
}

/**
 * Splits names into pieces, in their order, so that arranging a piece does not hold up the process. A setting is never
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
