/** The contents and the use of a cache, for metrics. */
export interface CacheState {
  entries: number;
  bytes: number;
  /** The most bytes. */
  limit: number;
  /** Reads that were answered from memory alone. */
  hits: number;
  /** Reads for which something had to be loaded or computed. */
  misses: number;
  /** Entries that were dropped because the cache was full. */
  evictions: number;
}

/** Head reads since the start, for metrics. */
export class HeadReadCounts {
  headReads = 0;
  failedHeadReads = 0;
  /** The duration of all head reads. */
  headMilliseconds = 0;
  /** Callers that waited for a head read; many share one. */
  headCallers = 0;
  /** Reads that needed no head read, because the last one was young enough for them. */
  withoutHeadRead = 0;
}
