import { DomainError } from '@heksher/domain';
import { CachedSettings } from './cached-settings.js';
import type { FollowedHead } from '../change-log.js';
import type { Database, DoorOptions } from '../database/database.js';
import { Deadline, LOOK_PATIENCE_MS, PATIENCE_MS } from '../database/deadline.js';
import type { Listing, Reading, StateReading } from './readings.js';
import { RevisionBarrier } from './revision-barrier.js';
import { RulesetLoader } from './ruleset-loader.js';
import type { ReadAccess } from '../database/work.js';

/** How long nobody looks again after a look at the head that failed, where stale answers are to be had. */
const OUTAGE_MS = 1000;

/** How long the one who then looks again waits for that. */
const PROBE_MS = 200;

/** What a cache holds, and how often that was of use since the start. */
export interface CacheState {
  entries: number;
  bytes: number;
  /** The most bytes. */
  limit: number;
  /** Reads that were answered from memory alone. */
  hits: number;
  /** Reads for which something had to be loaded or computed. */
  misses: number;
  /** Entries that were dropped for want of room. */
  evictions: number;
}

/** How often what was loaded may turn out to be old before everything is loaded in one statement. */
const TRIES = 4;

/** After how many changes since the last look all is loaded anew: to read so many takes tens of milliseconds. */
const MOST_FOLLOWED = 10_000;

/**
 * Settings with their rules in memory, never older than the call that asks for them: each reading begins with a look at
 * the head of the database, shared by all who read at that moment. What has changed since the last look is dropped, along
 * the chain of the log's changes; where the chain does not lead on from what is held, as in another database, everything.
 */
export class RulesetCache {
  /** What has happened since the start, for who measures. */
  readonly counts = {
    hits: 0,
    misses: 0,
    headReads: 0,
    failedHeadReads: 0,
    headMilliseconds: 0,
    headCallers: 0,
  };
  private readonly barrier: RevisionBarrier<void>;
  private readonly cached: CachedSettings;
  private readonly loader: RulesetLoader;
  /** When the last look at the head that succeeded began. */
  private lookedAt = -Infinity;
  /** The last look, where it failed. */
  private failure: { error: unknown; at: number } | undefined;
  private isProbing = false;

  /** `staleMs` after the last look at the head that succeeded `readOrStale` still answers what is held. */
  constructor(
    private readonly database: Database,
    maxBytes: number,
    private readonly staleMs = 0,
  ) {
    this.cached = new CachedSettings(maxBytes);
    this.barrier = new RevisionBarrier(() => this.synchronize());
    this.loader = new RulesetLoader(database, this.cached, () => this.synchronized());
  }

  get state(): CacheState {
    const { hits, misses } = this.counts;
    return { ...this.cached.size, hits, misses, evictions: this.cached.evictions };
  }

  /** Another one means that the database was taken apart: what was made of earlier readings may be wrong. */
  get schemaEpoch(): number {
    return this.database.schema.epoch;
  }

  /** The sequence number of the state that is held; undefined where none is. */
  get sequence(): string | undefined {
    return this.cached.sequence;
  }

  /** How many milliseconds ago the head was last seen; NaN where it never was. */
  get ageMs(): number {
    return performance.now() - this.lookedAt;
  }

  /**
   * Waits until what is held reflects every write that was acknowledged before this call, and answers its revision;
   * undefined where the database has lost its head, and nothing can be held. Throws `unavailable`.
   */
  async synchronized(): Promise<string | undefined> {
    this.counts.headCallers++;
    if (this.failure && this.answersStale) await this.lookAgain(this.failure);
    else await this.barrier.current();
    return this.cached.revision;
  }

  /** Whether `readOrStale` may answer what is stale. */
  get answersStale(): boolean {
    return this.staleMs > 0;
  }

  /**
   * The settings, right after `synchronized`; undefined if some of them are not cached. `names` are names or aliases;
   * undefined means all settings. Counts as a hit.
   */
  readCached(names: readonly string[] | undefined): Reading | undefined {
    const reading = this.cached.peek(names);
    if (reading) this.counts.hits++;
    return reading;
  }

  /** Whether reading these names, or the list, again would give this very reading, right after `synchronized`. */
  isCurrent(reading: Reading | Listing | StateReading, names: readonly string[] | undefined): boolean {
    return this.cached.isCurrent(reading, names);
  }

  /**
   * The settings, loaded if they are not cached: all of one state. Throws `unavailable`, also while very many settings are
   * being loaded, and `too-large` if they are more than the process may hold.
   */
  async read(
    names: readonly string[] | undefined,
    { until = new Deadline(PATIENCE_MS) }: DoorOptions = {},
  ): Promise<Reading> {
    const reading = await this.attempt(until, {
      peek: () => this.cached.peek(names),
      complete: () => this.loader.complete(names),
    });
    return reading ?? (await this.loader.readUncached(names, until));
  }

  /** All settings without their rules, in the order of their names. Throws `unavailable`. */
  async readList({ until = new Deadline(PATIENCE_MS) }: DoorOptions = {}): Promise<Listing> {
    const listing = await this.attempt(until, {
      peek: () => this.cached.peekList(),
      complete: () => this.loader.completeList(),
    });
    if (listing) return listing;
    const { revision, content } = await this.database.read(({ rulesets }) => rulesets.loadList(), { until });
    return { revision, list: content };
  }

  /** What is cached, or else loaded; undefined if the database changes faster than that, or has lost its head. */
  private async attempt<Found extends StateReading>(
    until: Deadline,
    { peek, complete }: { peek: () => Found | undefined; complete: () => Promise<Found | undefined> },
  ): Promise<Found | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const synchronized = this.synchronized(); // the first one ends by itself before the time is over
      if ((await (tries === 0 ? synchronized : until.before(synchronized))) === undefined) return undefined;
      const cached = peek();
      if (tries === 0) this.counts[cached ? 'hits' : 'misses']++;
      const found = cached ?? (await this.loaded(complete(), until));
      if (found) return found;
    }
    return undefined;
  }

  /** What a load comes to. If that takes too long, the load goes on, and a later request finds what it has brought. */
  private async loaded<Found>(load: Promise<Found>, until: Deadline): Promise<Found> {
    try {
      return await until.before(load);
    } catch (error) {
      const isAlive = performance.now() - this.database.answeredAt < LOOK_PATIENCE_MS;
      if (until.isOver && isAlive && this.loader.isBusy && isUnavailable(error)) throw stillLoading();
      throw error;
    }
  }

  /**
   * As `read`. Where the database cannot be reached it answers the last state that it was seen in, if that is not too long
   * ago, is held and has all names: that reading has `staleSeconds`.
   */
  async readOrStale(names: readonly string[] | undefined): Promise<Reading> {
    try {
      return await this.read(names);
    } catch (error) {
      const reading = isUnavailable(error) ? this.peekStale(names) : undefined;
      if (!reading) throw error;
      return reading;
    }
  }

  private peekStale(names: readonly string[] | undefined): Reading | undefined {
    const ageMs = performance.now() - this.lookedAt;
    const isKnown = this.cached.revision !== undefined && this.cached.epoch === this.schemaEpoch;
    if (ageMs >= this.staleMs || !isKnown) return undefined;
    const reading = this.cached.peek(names);
    // A name that was unknown then may be known by now.
    if (!reading || reading.unknown.length > 0) return undefined;
    return { ...reading, staleSeconds: Math.floor(ageMs / 1000) };
  }

  /** A look after one that failed: now and then by one who asks, who soon gives up; all others take it to fail again. */
  private async lookAgain(failure: { error: unknown; at: number }): Promise<void> {
    if (this.isOver(failure)) return this.barrier.current();
    if (this.isProbing || performance.now() < failure.at + OUTAGE_MS) throw failure.error;
    this.isProbing = true;
    const look = this.barrier.current().finally(() => (this.isProbing = false));
    await new Deadline(PROBE_MS).before(look);
  }

  /** Whether the database has answered something after a look that failed. */
  private isOver({ at }: { at: number }): boolean {
    return this.database.answeredAt > at;
  }

  private async synchronize(): Promise<void> {
    const began = performance.now();
    if (this.failure && this.answersStale && began < this.failure.at + OUTAGE_MS && !this.isOver(this.failure)) {
      throw this.failure.error; // of those who came while the last look failed, and need not wait for another
    }
    try {
      const until = new Deadline(LOOK_PATIENCE_MS);
      const revision = await this.readRevision(until);
      if (this.cached.epoch !== this.schemaEpoch) {
        this.cached.forget(this.schemaEpoch);
        this.loader.forget();
      }
      if (revision === undefined || revision !== this.cached.revision) {
        this.cached.follow(await this.findHead(revision, until));
      }
      this.lookedAt = began;
      this.failure = undefined;
    } catch (error) {
      this.failure = { error, at: performance.now() };
      throw error;
    }
  }

  private async readRevision(until: Deadline): Promise<string | undefined> {
    const { counts } = this;
    const start = performance.now();
    counts.headReads++;
    try {
      return await this.database.readRevision({ until });
    } catch (error) {
      counts.failedHeadReads++;
      throw error;
    } finally {
      counts.headMilliseconds += performance.now() - start;
    }
  }

  /**
   * The head, with what led there from the cached one, after a head read has found another revision. If that goes back, the
   * server may be an old primary, and the head is read once more over a new connection.
   */
  private async findHead(revision: string | undefined, until: Deadline): Promise<FollowedHead | undefined> {
    const { sequence } = this.cached;
    const find = ({ changes }: ReadAccess) => changes.findHeadSince(sequence, MOST_FOLLOWED);
    if (this.cached.hasPassed(revision)) return this.database.readAnew(find, { until });
    const head = await this.database.read(find, { until });
    return this.cached.isAheadOf(head) ? this.database.readAnew(find, { until }) : head;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

function stillLoading(): DomainError {
  return new DomainError('unavailable', 'the settings are still being loaded into memory: ask again in a moment');
}
