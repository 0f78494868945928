import type { HeadWithChanges } from '../change-log.js';
import type { ReadAccess } from '../database/access.js';
import type { Database } from '../database/database.js';
import { Deadline } from '../database/deadline.js';
import { HEAD_READ_MS, OUTAGE_PROBE_MS } from '../time-budget.js';
import type { CachedSettings } from './cached-settings.js';
import { HeadReadCounts } from './counts.js';
import { judgeHead, judgeRevision } from './head-follower.js';
import { Outage } from './outage.js';
import { RevisionBarrier } from './revision-barrier.js';

/** The most changes that are followed. Reading more takes tens of milliseconds, so everything is evicted instead. */
const MOST_FOLLOWED = 10_000;

/** Brings the cached settings to the revision that the database is at. */
export class Synchronizer {
  readonly counts = new HeadReadCounts();
  readonly outage: Outage;
  private readonly barrier = new RevisionBarrier(() => this.synchronize());

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    staleMs: number,
  ) {
    this.outage = new Outage(staleMs);
  }

  /** The epoch of the schema that the database has now. */
  get schemaEpoch(): number {
    return this.database.schema.epoch;
  }

  /** Answers the cached revision after a head read that started after this call. Throws `unavailable`. */
  async synchronized(): Promise<string | undefined> {
    this.counts.headCallers++;
    if (this.outage.isSuspected) await this.readAgain();
    else await this.barrier.current();
    return this.cached.revision;
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

  private async synchronize(): Promise<void> {
    const { outage } = this;
    const startedAt = performance.now();
    // The callers of this run came while the last one failed.
    if (outage.isPaused(startedAt, this.database.answeredAt)) throw outage.error;
    try {
      const until = new Deadline(HEAD_READ_MS);
      const revision = await this.readRevision(until);
      this.forgetEarlierEpochs();
      const verdict = judgeRevision(revision, this.cached.head);
      if (verdict === 'behind') this.cached.follow(await this.readHeadAnew(until));
      else if (verdict === 'changed') this.cached.follow(await this.readHead(until));
      outage.noteSuccess(startedAt);
    } catch (error) {
      outage.noteFailure(error, performance.now());
      throw error;
    }
  }

  private forgetEarlierEpochs(): void {
    if (this.cached.epoch !== this.schemaEpoch) this.cached.forget(this.schemaEpoch);
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

  /** The head, after a head read has found that the revision has changed. */
  private async readHead(until: Deadline): Promise<HeadWithChanges | undefined> {
    const head = await this.database.read(this.findHead(), { until });
    const { kind } = judgeHead(head, this.cached.head);
    // No revision comes twice: if it is unchanged after all, the head read found an older one.
    return kind === 'behind' || kind === 'unchanged' ? this.readHeadAnew(until) : head;
  }

  private readHeadAnew(until: Deadline): Promise<HeadWithChanges | undefined> {
    return this.database.readAnew(this.findHead(), { until });
  }

  private findHead(): (access: ReadAccess) => Promise<HeadWithChanges | undefined> {
    const sequence = this.cached.head?.seq;
    return ({ changes }) => changes.findHeadSince(sequence, MOST_FOLLOWED);
  }
}
