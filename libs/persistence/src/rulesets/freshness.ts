/** How old the state may be that a read answers. */
export interface Freshness {
  /** The most milliseconds since the start of the last head read that succeeded; 0 for a head read that begins with the read. */
  maxAgeMs: number;
}

/** Never stale: what a read without wishes gets. */
export const NEWEST: Freshness = { maxAgeMs: 0 };
