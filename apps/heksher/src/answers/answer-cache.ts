import { LRUCache } from 'lru-cache';
import type { CacheState, Listing, Reading, RulesetCache, StateReading } from '@heksher/persistence';
import type { Uses } from '../counting/uses.js';
import type { Answer } from './answer.js';
import { toBytes, type TaggedBytes } from './long-text.js';

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

/** Where an answer goes. A response is destroyed when its client leaves. */
export interface Recipient {
  readonly destroyed: boolean;
}

/** The request that an answer is stored for. */
export interface AnsweredRequest {
  key: string;
  route: string;
  isTagged: boolean;
  response: Recipient;
}

/** An answer that is being printed in slices. */
interface Printing {
  revision: string | undefined;
  printed: Promise<PrintedAnswer>;
  /** The responses that wait for it. */
  responses: Recipient[];
}

/** The memory of an answer besides its bytes. */
const ANSWER_BYTES = 800;

/** The memory of each name of its reading besides the characters. */
const NAME_BYTES = 40;

/** Answers by the key of their request, as long as they are true. Bounded in bytes; the least recently used goes first. */
export class AnswerCache {
  private readonly answers: LRUCache<string, CachedAnswer>;
  /** Long answers by the key of their request, while they are being printed. */
  private readonly underWay = new Map<string, Printing>();
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
   * the first prints. A long answer is printed in slices, until the last client that waits for it has left: then it throws
   * `Abandoned`.
   */
  store(request: AnsweredRequest, answer: Answer): PrintedAnswer | Promise<PrintedAnswer> {
    this.forgetEarlierEpochs();
    const { key, isTagged } = request;
    const { revision } = answer.reading;
    const cached = this.answers.get(key);
    const found = cached?.revision === revision ? cached : this.joinUnderWay(request, revision);
    if (found) {
      this.counts.hits++;
      return found;
    }
    this.counts.misses++;
    const responses = [request.response];
    const bytes = toBytes(answer.print(), { isTagged, isWanted: () => isAnyWaiting(responses) });
    if (bytes instanceof Promise) return this.finish(request, answer, { bytes, responses });
    const printed = toPrinted(request, answer, bytes);
    this.underWay.delete(key);
    this.keep(key, answer, printed);
    return printed;
  }

  /** Waits for an answer that is being printed, unless all who waited for it have left: it is about to stop. */
  private joinUnderWay(
    { key, response }: AnsweredRequest,
    revision: string | undefined,
  ): Promise<PrintedAnswer> | undefined {
    const printing = this.underWay.get(key);
    if (revision === undefined || printing?.revision !== revision) return undefined;
    if (!isAnyWaiting(printing.responses)) return undefined;
    printing.responses.push(response);
    return printing.printed;
  }

  /** Shares an answer while it is being printed. Of those to equal requests, the one that was begun last is cached. */
  private async finish(
    request: AnsweredRequest,
    answer: Answer,
    { bytes, responses }: { bytes: Promise<TaggedBytes>; responses: Recipient[] },
  ): Promise<PrintedAnswer> {
    const { key } = request;
    const printed = bytes.then((made) => toPrinted(request, answer, made));
    const printing = { revision: answer.reading.revision, printed, responses };
    this.underWay.set(key, printing);
    try {
      const made = await printed;
      this.forgetEarlierEpochs();
      if (this.underWay.get(key) === printing) this.keep(key, answer, made);
      return made;
    } finally {
      if (this.underWay.get(key) === printing) this.underWay.delete(key);
    }
  }

  /** Caches an answer, unless it is stale. */
  private keep(key: string, { reading, cachedFor }: Answer, printed: PrintedAnswer): void {
    const { revision, staleSeconds } = reading;
    if (revision === undefined || staleSeconds !== undefined) return;
    this.answers.set(key, { ...printed, reading: withoutUncached(reading), names: cachedFor?.names, revision });
  }

  private forgetEarlierEpochs(): void {
    const { schemaEpoch } = this.rulesets;
    if (this.epoch === schemaEpoch) return;
    this.epoch = schemaEpoch;
    this.answers.clear();
    this.underWay.clear();
  }
}

function isAnyWaiting(responses: readonly Recipient[]): boolean {
  return responses.some(({ destroyed }) => !destroyed);
}

function toPrinted({ route }: AnsweredRequest, { uses }: Answer, { body, etag }: TaggedBytes): PrintedAnswer {
  return { body, etag, route, uses, isRepeated: true };
}

/** A reading, or only its revision if it would keep settings in memory that the rulesets have no room for. */
function withoutUncached(reading: Reading | Listing | StateReading): Reading | Listing | StateReading {
  return 'isUncached' in reading && reading.isUncached ? { revision: reading.revision } : reading;
}

function bytesOf(names: readonly string[] = []): number {
  return names.reduce((sum, { length }) => sum + length + NAME_BYTES, 0);
}
