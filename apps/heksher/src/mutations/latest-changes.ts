import type { LatestChange } from '@heksher/persistence';

/** A recent change of what a client wants to change, as a 412 shows it. */
export function presentLatest({ seq, ...change }: LatestChange): object {
  return { sequence: Number(seq), ...change };
}
