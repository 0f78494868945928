import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CacheState, Listing, Reading, RulesetCache, StateReading } from '@heksher/persistence';
import { strongEtag } from './etag.js';
import type { StateAnswer } from './state-answer.js';

/** An answer as it is sent. */
export interface FinishedAnswer {
  body: Buffer;
  etag: string;
  /** The pattern of the route that it is of. */
  route: string;
}

interface HeldAnswer extends FinishedAnswer {
  of: { reading: Reading | Listing | StateReading; names: readonly string[] | undefined };
  /** The revision that it was last found to be true for. */
  revision: string | undefined;
}

/** What an answer takes besides its bytes. */
const ANSWER_BYTES = 800;

/** What each name that it is of takes besides its letters. */
const NAME_BYTES = 40;

/**
 * Longer keys are replaced by a digest. V8 hashes a text of more than 16,383 letters by its length alone, so a search among
 * many of the same length would compare all of them.
 */
const LONGEST_KEY = 8 * 1024;

/** Finished answers by their request, as long as they are true. Bounded in bytes; the longest unused goes first. */
export class AnswerCache {
  private readonly answers: LRUCache<string, HeldAnswer>;
  private readonly counts = { hits: 0, misses: 0, evictions: 0 };
  /** The epoch of the schema that the answers were made in. */
  private epoch = 0;

  constructor(
    private readonly rulesets: RulesetCache,
    maxBytes: number,
  ) {
    this.answers = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ body, of }, key) => body.length + key.length + ANSWER_BYTES + bytesOf(of.names),
      dispose: (_answer, _key, reason) => void (reason === 'evict' && this.counts.evictions++),
    });
  }

  /** What is held; a hit is an answer that was given, a miss one that had to be made. */
  get state(): CacheState {
    const { size: entries, calculatedSize: bytes, maxSize: limit } = this.answers;
    return { entries, bytes, limit, ...this.counts };
  }

  /** Whether there is an answer to a request, which may have become untrue. */
  has(key: string): boolean {
    return this.answers.has(key);
  }

  /** The answer to a request, where there is one that is true of a revision, right after the rulesets are synchronized. */
  find(key: string, revision: string | undefined): FinishedAnswer | undefined {
    this.forgetEarlierEpochs();
    const held = this.answers.get(key);
    if (!held || revision === undefined) return undefined;
    if (held.revision === revision) {
      this.counts.hits++;
      return held;
    }
    if (!this.rulesets.isCurrent(held.of.reading, held.of.names)) {
      this.answers.delete(key);
      return undefined;
    }
    held.revision = revision;
    this.counts.hits++;
    return held;
  }

  /**
   * Finishes an answer of a route, and holds it where it can be found again. One that is stale is for now only. Of many who
   * ask the same at once, as after each change, it is made for the first.
   */
  store(key: string, route: string, { print, reading, names }: StateAnswer): FinishedAnswer {
    this.forgetEarlierEpochs();
    const held = this.answers.get(key);
    if (held && held.revision === reading.revision) {
      this.counts.hits++;
      return held;
    }
    this.counts.misses++;
    const body = Buffer.from(print());
    const of = { reading: isUncached(reading) ? { revision: reading.revision } : reading, names };
    const answer = { body, etag: strongEtag(body), route, of, revision: reading.revision };
    if (reading.revision !== undefined && reading.staleSeconds === undefined) this.answers.set(key, answer);
    return answer;
  }

  private forgetEarlierEpochs(): void {
    const { schemaEpoch } = this.rulesets;
    if (this.epoch !== schemaEpoch) this.answers.clear();
    this.epoch = schemaEpoch;
  }
}

/** Whether keeping a reading would keep settings in memory that the rulesets have no room for. */
function isUncached(reading: Reading | Listing): boolean {
  return 'isUncached' in reading && reading.isUncached === true;
}

/** What tells a request from others: a GET's URL, a POST's URL and body. */
export function answerKey(url: string, body?: Buffer): string {
  if (url.length + (body?.length ?? 0) > LONGEST_KEY) return digest(url, body);
  return body ? `${url}\n${body.toString('latin1')}` : url;
}

/** A digest begins with a line break, which no URL has. */
function digest(url: string, body: Buffer | undefined): string {
  const hash = createHash('sha256').update(url, 'latin1');
  if (body) hash.update('\n').update(body);
  return `\n${hash.digest('base64url')}`;
}

function bytesOf(names: readonly string[] = []): number {
  return names.reduce((sum, { length }) => sum + length + NAME_BYTES, 0);
}
