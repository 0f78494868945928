import type { Database } from '../database/database.js';
import type { Deadline } from '../database/deadline.js';
import type { Standby } from '../database/standby.js';
import { STANDBY_BEHIND_MS } from '../time-budget.js';
import type { CachedSettings } from './cached-settings.js';
import { MOST_OVERTAKEN, findHeadAfter, judgeHead } from './head-follower.js';

/** What the head of the standby has led to. */
export type StandbyVerdict =
  /** What is cached has all that the standby has, and all that this process has seen. */
  | 'followed'
  /** The standby lacks what this process has seen: the primary has to be asked. */
  | 'behind'
  /** There is no standby in use. */
  | 'away';

/** Brings the cached settings to the state of the standby, if there is one. What is cached never goes back because of it alone. */
export class StandbyFollower {
  private behindSince: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly cached: CachedSettings,
  ) {}

  async follow(until: Deadline): Promise<StandbyVerdict> {
    const { standby } = this.database;
    if (!standby) return 'away';
    for (let tries = 0; tries < MOST_OVERTAKEN; tries++) {
      const head = await standby.readHead(until);
      if (!head) return 'away';
      if (!standby.hasAllSeen) return this.isBearable(standby) ? 'followed' : this.giveUp();
      this.behindSince = undefined;
      const started = this.cached.revision;
      if (started !== undefined && started === head.revision) return 'followed';
      const found = await this.database.readNear(findHeadAfter(this.cached.head), { until });
      if (this.cached.revision !== started) continue;
      if (judgeHead(found, this.cached.head).kind === 'behind') return 'behind';
      this.cached.follow(found);
      return 'followed';
    }
    return 'behind';
  }

  /**
   * Goes back to the state of the standby, since the primary cannot be asked about what it lacks. Answers whether the standby
   * could be.
   */
  async followBack(until: Deadline): Promise<boolean> {
    const found = await this.database.standby?.readAnyway(findHeadAfter(this.cached.head), until);
    if (!found) return false;
    this.cached.follow(found.result);
    this.database.standby?.seeAnew(found.result?.seq);
    return true;
  }

  /** Whether what is cached goes beyond the standby, which is expected to catch up: it was behind for a moment only. */
  private isBearable(standby: Standby): boolean {
    this.behindSince ??= performance.now();
    return standby.isAllSeen(this.cached.head?.seq) && performance.now() - this.behindSince < STANDBY_BEHIND_MS;
  }

  private giveUp(): 'behind' {
    this.behindSince = undefined;
    return 'behind';
  }
}
