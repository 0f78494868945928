import { forgetChanges, type Forgotten, type KeptChanges } from '../log-retention.js';
import { REQUEST_MS } from '../time-budget.js';
import type { UseCount, WinCount } from '../usage.repository.js';
import { readAccess } from './access.js';
import { Deadline } from './deadline.js';
import type { Work } from './lease.js';

export interface BookkeepingOptions {
  /** When the caller gives up. */
  until?: Deadline;
}

/** Does work in a transaction that may write, without the lock of the head. Throws `unavailable`. */
export type WriteBeside = <Result>(until: Deadline, work: Work<Result>) => Promise<Result>;

/**
 * Writes that belong to no revision: what the service notes for itself and for statistics. They neither wait for other writes
 * nor keep them waiting. All throw `unavailable`.
 */
export class Bookkeeping {
  constructor(private readonly write: WriteBeside) {}

  /** Deletes the oldest changes that need not stay in the log, at most 1,000. */
  async forgetChanges(
    kept: KeptChanges,
    { until = new Deadline(REQUEST_MS) }: BookkeepingOptions = {},
  ): Promise<Forgotten> {
    return this.write(until, ({ session }) => forgetChanges(session, kept));
  }

  /** Notes when tokens were last used, by their ids. */
  async noteTokenUses(
    uses: ReadonlyMap<string, Date>,
    { until = new Deadline(REQUEST_MS) }: BookkeepingOptions = {},
  ): Promise<void> {
    return this.write(until, ({ session }) => readAccess(session).tokens.noteUses(uses));
  }

  /** Adds counts of uses. */
  async addUsage(
    { uses, wins }: { uses: readonly UseCount[]; wins: readonly WinCount[] },
    { until = new Deadline(REQUEST_MS) }: BookkeepingOptions = {},
  ): Promise<void> {
    return this.write(until, ({ session }) => readAccess(session).usage.add(uses, wins));
  }

  /** Deletes counts of uses of days that are longer ago, in part. Returns whether there may be more. */
  async forgetUsage(days: number, { until = new Deadline(REQUEST_MS) }: BookkeepingOptions = {}): Promise<boolean> {
    return this.write(until, ({ session }) => readAccess(session).usage.forget(days));
  }
}
