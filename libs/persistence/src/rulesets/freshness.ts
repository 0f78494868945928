/** How old the state may be that a read answers. */
export interface Freshness {
  /** The most milliseconds since the start of the last head read that succeeded; 0 for a head read that begins with the read. */
  maxAgeMs: number;
  /** The most milliseconds that a standby may be behind; 0 to ask the primary. Without a standby it says nothing. */
  maxLagMs: number;
}

/** Never stale. */
export const NEWEST: Freshness = { maxAgeMs: 0, maxLagMs: 0 };

/** As new as the standby, and never stale without one: for a request that does not say. */
export const AS_STANDBY: Freshness = { maxAgeMs: 0, maxLagMs: Infinity };
