import type { Database } from '../database/database.js';
import type { Deadline } from '../database/deadline.js';
import type { CachedSettings } from './cached-settings.js';
import type { HeadReadCounts } from './counts.js';
import { MOST_OVERTAKEN, findHeadAfter, judgeHead, judgeRevision } from './head-follower.js';

/** Brings the cached settings to the revision that the primary is at. */
export class PrimaryFollower {
  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
    private readonly counts: HeadReadCounts,
  ) {}

  /** Moves the cache on to a revision by the changes of this process alone. Answers whether they lead there. */
  followOwn(revision: string): boolean {
    const { cached } = this;
    const changes =
      cached.revision === undefined ? undefined : this.database.ownChanges.between(cached.revision, revision);
    if (!changes || cached.epoch !== this.database.schema.epoch) return false;
    for (const change of changes) cached.followOwn(change);
    return true;
  }

  /**
   * Follows the head. Reads again if the changes of this process have moved the cache meanwhile: what was read may then be
   * older.
   */
  async follow(until: Deadline): Promise<void> {
    for (let tries = 0; tries < MOST_OVERTAKEN; tries++) {
      const started = this.cached.revision;
      const revision = await this.readRevision(until);
      this.forgetEarlierEpochs();
      if (revision !== undefined && this.hasFollowed(revision, started)) return;
      if (this.cached.revision !== started) continue;
      const verdict = judgeRevision(revision, this.cached.head);
      if (verdict === 'behind') return this.followAnew(until);
      if (verdict === 'unchanged') return;
      if (await this.hasFollowedLog(until)) return;
    }
    await this.followAnew(until);
  }

  /** Whether the cache is at a revision, or beyond it, because of the changes of this process alone. */
  private hasFollowed(revision: string, started: string | undefined): boolean {
    return this.cached.hasPassed(revision, started) || this.followOwn(revision);
  }

  /** Evicts what was loaded before the schema was last taken apart. */
  forgetEarlierEpochs(): void {
    const { epoch } = this.database.schema;
    if (this.cached.epoch !== epoch) this.cached.forget(epoch);
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
   * Follows the log, after a head read has found that the revision has changed. Answers false if the changes of this process
   * have moved the cache meanwhile.
   */
  private async hasFollowedLog(until: Deadline): Promise<boolean> {
    const started = this.cached.revision;
    const head = await this.database.read(findHeadAfter(this.cached.head), { until });
    if (head && this.cached.hasPassed(head.id, started)) return true;
    if (this.cached.revision !== started) return false;
    const { kind } = judgeHead(head, this.cached.head);
    // No revision comes twice: if it is unchanged after all, the head read found an older one.
    if (kind === 'behind' || kind === 'unchanged') await this.followAnew(until);
    else this.cached.follow(head);
    this.database.standby?.see(this.cached.head?.seq);
    return true;
  }

  /** Follows the head over a new connection, also if it has gone back. */
  private async followAnew(until: Deadline): Promise<void> {
    const head = await this.database.readAnew(findHeadAfter(this.cached.head), { until });
    this.cached.follow(head);
    this.database.standby?.seeAnew(head?.seq);
  }
}
