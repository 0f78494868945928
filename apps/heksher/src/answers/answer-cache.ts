import { LRUCache } from 'lru-cache';
import type { CacheState, Listing, Reading, RulesetCache, StateReading } from '@heksher/persistence';
import type { Uses } from '../counting/uses.js';
import type { Answer } from './answer.js';
import { strongEtag } from './etag.js';

/** An answer as it is sent. */
export interface PrintedAnswer {
  /** Many requests may share it. */
  isRepeated: true;
  body: Buffer;
  etag: string | undefined;
  /** The pattern of its route. */
  route: string;
  /** What sending it counts as. */
  uses: Uses | undefined;
}

interface CachedAnswer extends PrintedAnswer {
  reading: Reading | Listing | StateReading;
  names: readonly string[] | undefined;
  /** The last revision that it was found to be true of. */
  revision: string | undefined;
}

/** The request that an answer is stored for. */
export interface AnsweredRequest {
  key: string;
  route: string;
  isTagged: boolean;
}

/** The memory of an answer besides its bytes. */
const ANSWER_BYTES = 800;

/** The memory of each name of its reading besides the characters. */
const NAME_BYTES = 40;

/** Answers by the key of their request, as long as they are true. Bounded in bytes; the least recently used goes first. */
export class AnswerCache {
  private readonly answers: LRUCache<string, CachedAnswer>;
  private readonly counts = { hits: 0, misses: 0, evictions: 0 };
  /** The epoch of the schema that the answers were made in. */
  private epoch = 0;

  constructor(
    private readonly rulesets: RulesetCache,
    maxBytes: number,
  ) {
    this.answers = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ body, names }, key) => body.length + key.length + ANSWER_BYTES + bytesOf(names),
      dispose: (_answer, _key, reason) => void (reason === 'evict' && this.counts.evictions++),
    });
  }

  /** The size of the cache, its hits (answers from the cache) and its misses (answers that were printed). */
  get state(): CacheState {
    const { size: entries, calculatedSize: bytes, maxSize: limit } = this.answers;
    return { entries, bytes, limit, ...this.counts };
  }

  /** Whether there is an answer to a request, which may no longer be true. */
  has(key: string): boolean {
    return this.answers.has(key);
  }

  /** The answer to a request if it is true of a revision, right after the rulesets were synchronized. */
  find(key: string, revision: string | undefined): PrintedAnswer | undefined {
    this.forgetEarlierEpochs();
    const cached = this.answers.get(key);
    if (!cached || revision === undefined) return undefined;
    if (cached.revision !== revision && !this.rulesets.isCurrent(cached.reading, cached.names)) {
      this.answers.delete(key);
      return undefined;
    }
    cached.revision = revision;
    this.counts.hits++;
    return cached;
  }

  /**
   * Prints a cacheable answer and caches it, unless it is stale. Concurrent equal requests, as after each change, share what
   * the first has printed.
   */
  store({ key, route, isTagged }: AnsweredRequest, { reading, print, cachedFor, uses }: Answer): PrintedAnswer {
    this.forgetEarlierEpochs();
    const { revision } = reading;
    const cached = this.answers.get(key);
    if (cached && cached.revision === revision) {
      this.counts.hits++;
      return cached;
    }
    this.counts.misses++;
    const body = Buffer.from(print());
    const printed = { body, etag: isTagged ? strongEtag(body) : undefined, route, uses, isRepeated: true as const };
    if (revision !== undefined && reading.staleSeconds === undefined) {
      this.answers.set(key, { ...printed, reading: withoutUncached(reading), names: cachedFor?.names, revision });
    }
    return printed;
  }

  private forgetEarlierEpochs(): void {
    const { schemaEpoch } = this.rulesets;
    if (this.epoch !== schemaEpoch) this.answers.clear();
    this.epoch = schemaEpoch;
  }
}

/** A reading, or only its revision if it would keep settings in memory that the rulesets have no room for. */
function withoutUncached(reading: Reading | Listing | StateReading): Reading | Listing | StateReading {
  return 'isUncached' in reading && reading.isUncached ? { revision: reading.revision } : reading;
}

function bytesOf(names: readonly string[] = []): number {
  return names.reduce((sum, { length }) => sum + length + NAME_BYTES, 0);
}
