import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@heksher/domain';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { HEAD_READ_MS, OUTAGE_PROBE_MS, REACH_MS, REACH_PAUSE_MS, STANDBY_REACH_MS } from '../time-budget.js';
import type { CachedSettings } from './cached-settings.js';
import { HeadReadCounts } from './counts.js';
import { AS_STANDBY, NEWEST, type Freshness } from './freshness.js';
import { HeadPoll } from './head-poll.js';
import { Outage } from './outage.js';
import { PrimaryFollower } from './primary-follower.js';
import { RevisionBarrier } from './revision-barrier.js';
import { StandbyFollower } from './standby-follower.js';

/** Brings the cached settings to the revision that the database is at. */
export class Synchronizer {
  readonly counts = new HeadReadCounts();
  readonly outage: Outage;
  private readonly barrier = new RevisionBarrier(() => this.synchronize());
  private readonly primaryBarrier = new RevisionBarrier(() => this.synchronizeWithPrimary());
  private readonly primary: PrimaryFollower;
  private readonly standby: StandbyFollower;
  /** When what is cached was last known to be the newest, by the clock of `performance`. */
  private currentAt = -Infinity;
  private readonly poll = new HeadPoll(
    (maxAgeMs) => this.renew(maxAgeMs / 2),
    () => this.outage.lastHeadReadAt,
  );

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    staleMs: number,
  ) {
    this.outage = new Outage(staleMs);
    this.primary = new PrimaryFollower(database, cached, this.counts);
    this.standby = new StandbyFollower(database, cached);
  }

  /** The epoch of the schema that the database has now. */
  get schemaEpoch(): number {
    return this.database.schema.epoch;
  }

  /**
   * Answers the cached revision after a head read that started after this call, on the standby if `maxLagMs` allows. Throws
   * `unavailable`.
   */
  async synchronized(freshness: Pick<Freshness, 'maxLagMs'> = NEWEST): Promise<string | undefined> {
    await this.nextHeadRead(freshness);
    return this.cached.revision;
  }

  /** A head read that starts after this call. Most calls before its start get the same promise. Rejects with `unavailable`. */
  nextHeadRead({ maxLagMs }: Pick<Freshness, 'maxLagMs'>): Promise<void> {
    this.counts.headCallers++;
    if (this.database.standby && maxLagMs < Infinity) return this.readHeadWithin(maxLagMs);
    return this.outage.isSuspected ? this.readAgain() : this.barrier.current();
  }

  /** Reads the head on the primary if the standby is further behind than that. */
  private async readHeadWithin(maxLagMs: number): Promise<void> {
    if (this.outage.isSuspected) await this.readAgain();
    else if (maxLagMs > 0) await this.barrier.current();
    if (maxLagMs === 0 || this.lagMs > maxLagMs) await this.primaryBarrier.current();
  }

  /** As `synchronized`, for a load: on the primary if loads come from there because the standby is behind. */
  async catchUp(): Promise<unknown> {
    return this.synchronized(this.database.standby?.hasAllSeen === false ? NEWEST : AS_STANDBY);
  }

  /** How many milliseconds ago what is cached was last known to be the newest; undefined without a standby, or if unknown. */
  get standbyAgeMs(): number | undefined {
    return this.database.standby && Number.isFinite(this.lagMs) ? this.lagMs : undefined;
  }

  /**
   * The age of what is cached, in milliseconds, if a read may be answered of it without a head read; undefined if not. The
   * writes of this process that were acknowledged before are always in it.
   */
  findAge({ maxAgeMs, maxLagMs }: Freshness): number | undefined {
    if (maxAgeMs <= 0) return undefined;
    const now = performance.now();
    this.poll.note(maxAgeMs, now);
    const ageMs = now - this.outage.lastHeadReadAt;
    const isKnown = this.cached.revision !== undefined && this.cached.epoch === this.schemaEpoch;
    const isYoung = ageMs < maxAgeMs && (!this.database.standby || this.lagMs <= maxLagMs);
    return isYoung && isKnown && this.hasOwnWrites ? (this.standbyAgeMs ?? ageMs) : undefined;
  }

  /** Whether what is cached has the change with a sequence. */
  hasReached(sequence: bigint): boolean {
    return BigInt(this.cached.head?.seq ?? -1) >= sequence;
  }

  /** Waits until what is cached has the change with a sequence. Throws `unavailable` after `REACH_MS`. */
  async reach(sequence: bigint): Promise<void> {
    const until = new Deadline(REACH_MS);
    while (!this.hasReached(sequence)) {
      const isPatient = !this.database.standby || until.remainingMs > REACH_MS - STANDBY_REACH_MS;
      await until.before(this.synchronized(isPatient ? AS_STANDBY : NEWEST));
      if (this.hasReached(sequence)) return;
      if (until.remainingMs <= REACH_PAUSE_MS) {
        const newest = this.cached.head?.seq ?? 'unknown';
        throw new DomainError(
          'unavailable',
          `the change ${sequence} has not been seen here yet: the newest is ${newest}`,
        );
      }
      await sleep(REACH_PAUSE_MS);
    }
  }

  /** Ends the background poll. */
  close(): void {
    this.poll.close();
  }

  /** Whether what is cached has every write of this process: it was followed, or the head was read since. */
  private get hasOwnWrites(): boolean {
    const { latest } = this.database.ownChanges;
    return !latest || latest.at <= this.outage.lastHeadReadAt || this.cached.sequenceOf(latest.id) !== undefined;
  }

  private async readAgain(): Promise<void> {
    const { outage } = this;
    const next = outage.next(performance.now(), this.database.answeredAt);
    if (next === 'fail') throw outage.error;
    if (next === 'read') return this.barrier.current();
    outage.isProbing = true;
    const probe = this.barrier.current().finally(() => (outage.isProbing = false));
    await new Deadline(OUTAGE_PROBE_MS).before(probe);
  }

  /** Moves the cache on to a revision by the changes of this process alone. Answers whether they lead there. */
  followOwn(revision: string): boolean {
    return this.primary.followOwn(revision);
  }

  private async synchronize(): Promise<void> {
    const { outage } = this;
    const startedAt = performance.now();
    // The callers of this run came while the last one failed.
    if (outage.isPaused(startedAt, this.database.answeredAt)) throw outage.error;
    try {
      await this.followNearest(startedAt);
      outage.noteSuccess(startedAt);
    } catch (error) {
      outage.noteFailure(error, performance.now());
      throw error;
    }
  }

  private async synchronizeWithPrimary(): Promise<void> {
    const startedAt = performance.now();
    await this.primary.follow(new Deadline(HEAD_READ_MS));
    this.outage.noteSuccess(startedAt);
    this.noteCurrent(startedAt);
  }

  /** Follows the standby if there is one in use, and the primary otherwise. */
  private async followNearest(startedAt: number): Promise<void> {
    const until = new Deadline(HEAD_READ_MS);
    this.primary.forgetEarlierEpochs();
    const verdict = await this.standby.follow(until);
    const standbyAt = startedAt - (this.database.standby?.lagMs ?? Infinity);
    if (verdict === 'followed') this.noteCurrent(standbyAt);
    else if (await this.triesPrimary(verdict, until)) this.noteCurrent(startedAt);
    else this.currentAt = standbyAt;
  }

  /** Follows the primary. If it cannot be reached, goes back to what the standby has, and answers false. */
  private async triesPrimary(verdict: 'behind' | 'away', until: Deadline): Promise<boolean> {
    try {
      await this.primary.follow(verdict === 'behind' ? until.halfway : until);
      return true;
    } catch (error) {
      if (verdict === 'behind' && (await this.standby.followBack(until))) return false;
      throw error;
    }
  }

  private async renew(maxLagMs: number): Promise<void> {
    await this.barrier.current();
    if (this.database.standby && this.lagMs > maxLagMs) await this.primaryBarrier.current();
  }

  private noteCurrent(at: number): void {
    this.currentAt = Math.max(this.currentAt, at);
  }

  private get lagMs(): number {
    return performance.now() - this.currentAt;
  }
}
