import type { Database } from '../database/database.js';
import { Deadline, type DoorOptions } from '../database/deadline.js';
import { REQUEST_MS } from '../time-budget.js';
import { TokenCache } from '../tokens/token-cache.js';
import { CachedSettings } from './cached-settings.js';
import type { Freshness } from './freshness.js';
import type { CacheState, HeadReadCounts } from './counts.js';
import type { ChooseNames, FactualListing, Listing, Reading, StateReading } from './readings.js';
import { PlanReader } from './plan-reader.js';
import { RulesetReader } from './ruleset-reader.js';
import { Synchronizer } from './synchronizer.js';

export interface ReadOptions extends DoorOptions {
  /** How old the reading may be. By default it is never older than the call. */
  freshness?: Freshness;
}

/**
 * Settings with their rules in memory, never older than the call that reads them, unless it says how old they may be. Every
 * other reading begins with a head read, which concurrent readings share, and evicts what the log shows to have changed since
 * the last one.
 */
export class RulesetCache {
  private readonly cached: CachedSettings;
  private readonly synchronizer: Synchronizer;
  private readonly reader: RulesetReader;
  /** Reads the states on which plans are made. */
  readonly plans: PlanReader;
  /** Reads the access tokens. */
  readonly tokens: TokenCache;

  /** `readOrStale` answers what is cached until `staleMs` after the last successful head read. */
  constructor(database: Database, maxBytes: number, staleMs = 0) {
    this.cached = new CachedSettings(maxBytes);
    this.synchronizer = new Synchronizer(database, this.cached, staleMs);
    this.reader = new RulesetReader(database, this.cached, this.synchronizer);
    this.plans = new PlanReader(database, this.cached, { reader: this.reader, synchronizer: this.synchronizer });
    this.tokens = new TokenCache(database, this.cached, this.synchronizer);
  }

  get state(): CacheState {
    return this.cached.state;
  }

  get counts(): HeadReadCounts {
    return this.synchronizer.counts;
  }

  /** The epoch of the schema. A new one means that the database was taken apart: answers made before may be wrong. */
  get schemaEpoch(): number {
    return this.synchronizer.schemaEpoch;
  }

  /** The cached sequence; undefined if nothing is cached. */
  get sequence(): string | undefined {
    return this.cached.head?.seq;
  }

  /** Milliseconds since the last successful head read; infinite before the first one. */
  get ageMs(): number {
    return performance.now() - this.synchronizer.outage.lastHeadReadAt;
  }

  /** Whether `readOrStale` may give stale answers. */
  get answersStale(): boolean {
    return this.synchronizer.outage.answersStale;
  }

  /**
   * Waits until the cache reflects every write that was acknowledged before this call, or that the standby had at this call
   * if it may be behind. Answers the cached revision; undefined if the database has lost its head, and nothing can be cached.
   * Throws `unavailable`.
   */
  synchronized(freshness?: Freshness): Promise<string | undefined> {
    return this.synchronizer.synchronized(freshness);
  }

  /**
   * The age in milliseconds of what is cached, right after `synchronized`; undefined without a standby, and if the standby
   * does not know it.
   */
  get standbyAgeMs(): number | undefined {
    return this.synchronizer.standbyAgeMs;
  }

  /** What `synchronized` waits for. All calls before the head read starts get the same promise, so they can be answered together. */
  nextHeadRead(freshness: Freshness): Promise<void> {
    return this.synchronizer.nextHeadRead(freshness);
  }

  /**
   * The age in milliseconds of what is cached if a read with this freshness needs no head read: then reading right after this
   * call is like reading right after `synchronized`. Undefined if it does need one.
   */
  findAge(freshness: Freshness): number | undefined {
    return this.synchronizer.findAge(freshness);
  }

  /** Whether what is cached has the change with a sequence. */
  hasReached(sequence: bigint): boolean {
    return this.synchronizer.hasReached(sequence);
  }

  /** Waits for the change with a sequence: later readings have it. Throws `unavailable` after a second. */
  reach(sequence: bigint): Promise<void> {
    return this.synchronizer.reach(sequence);
  }

  /** The cached revision; undefined if nothing is cached. */
  get revision(): string | undefined {
    return this.cached.revision;
  }

  /** Ends what runs in the background. */
  close(): void {
    this.synchronizer.close();
  }

  /** As `read`, right after `synchronized` and without loading; undefined unless all is cached. Counts as a hit. */
  readCached(names: readonly string[] | undefined): Reading | undefined {
    const reading = this.cached.peek(names);
    if (reading) this.cached.counts.hits++;
    return reading;
  }

  /** Counts a read that was answered by what was read before and still holds. */
  countHit(): void {
    this.cached.counts.hits++;
  }

  /** Counts a read that was answered after `findAge`, without a head read. */
  countWithoutHeadRead(): void {
    this.counts.withoutHeadRead++;
  }

  /** The sequence of the cached revision, or of a recent one before it; undefined if it is not known. */
  sequenceOf(revision: string | undefined): string | undefined {
    return this.cached.sequenceOf(revision);
  }

  /** The sequence and the context features of a revision; undefined unless it is the cached one. */
  stateAt(revision: string): { sequence: string; features: readonly string[] } | undefined {
    const { head, index } = this.cached;
    return head && index && head.id === revision ? { sequence: head.seq, features: index.features } : undefined;
  }

  /** Whether reading these names, or the list, again would give this very reading, right after `synchronized`. */
  isCurrent(reading: Reading | Listing | StateReading, names: readonly string[] | undefined): boolean {
    return this.cached.isCurrent(reading, names);
  }

  /**
   * The settings with these names or aliases, or all if `names` is undefined. Loads those that are not cached; all are of one
   * revision. Throws `unavailable`, also while very many settings are being loaded, and `too-large` if they are more than the
   * process may hold in memory.
   */
  read(
    names: readonly string[] | undefined,
    { until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {},
  ): Promise<Reading> {
    return this.reader.read(names, { until, freshness });
  }

  /** All settings without their rules, in the order of their names. Throws `unavailable`. */
  readList({ until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {}): Promise<Listing> {
    return this.reader.readList({ until, freshness });
  }

  /** The settings that `choose` names of the list of all settings, all of one revision. Throws like `read`. */
  readChosen(choose: ChooseNames, { until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {}): Promise<Reading> {
    return this.reader.readChosen(choose, { until, freshness });
  }

  /**
   * All settings without their rules, and the facts about those that `choose` names, all of one revision unless the database
   * changes faster than they can be loaded. Throws `unavailable`.
   */
  readListed(
    choose: ChooseNames,
    { until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {},
  ): Promise<FactualListing> {
    return this.reader.readListed(choose, { until, freshness });
  }

  /**
   * As `read`. If the database cannot be reached, it answers what was last cached, if that is complete, not too old and has
   * all names. Such a reading has `staleSeconds`.
   */
  readOrStale(
    names: readonly string[] | undefined,
    { until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {},
  ): Promise<Reading> {
    return this.reader.readOrStale(names, { until, freshness });
  }

  /** As `readOrStale`, for the settings that `choose` names of the list of all settings. */
  readChosenOrStale(
    choose: ChooseNames,
    { until = new Deadline(REQUEST_MS), freshness }: ReadOptions = {},
  ): Promise<Reading> {
    return this.reader.readChosenOrStale(choose, { until, freshness });
  }
}
