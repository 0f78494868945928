import type { Deadline } from './deadline.js';
import type { StatementNames } from './named-statements.js';
import type { Refusals } from './refusals.js';
import { Tries, failureOf, type Door } from './retry-rules.js';

/** Runs one try of some work. `isApart` asks for a transaction that does not depend on the settings of the session. */
export type Attempt<Result> = (isApart: boolean) => Promise<Result>;

/** Runs work on the database, again as `RETRY_RULES` say. */
export class Attempts {
  constructor(
    private readonly names: StatementNames,
    private readonly refusals: Refusals,
  ) {}

  /** The result of the first try that succeeds. Throws what the last one throws, and notes it as a refusal. */
  async run<Result>(door: Door, until: Deadline, attempt: Attempt<Result>): Promise<Result> {
    const tries = new Tries(door);
    for (;;) {
      try {
        return await attempt(tries.isApart);
      } catch (error) {
        if (failureOf(error) === 'name-refused') this.names.giveUp();
        if (tries.goOnAfter(error, until.isOver)) continue;
        this.refusals.note(error);
        throw error;
      }
    }
  }
}
