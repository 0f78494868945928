import { REQUEST_MS } from '../time-budget.js';
import { readAccess, type ReadAccess } from './access.js';
import { Deadline, type DoorOptions } from './deadline.js';
import type { Work } from './lease.js';
import { Turnstile } from './turnstile.js';

/** How many snapshots are read at a time, at most a third of the connections. They keep theirs for longer than other reads. */
const SNAPSHOTS = 3;

/** Does work in a transaction that sees one state of the database. Throws `unavailable`. */
export type ReadAtOnce = <Result>(until: Deadline, work: Work<Result>) => Promise<Result>;

/** Reads of several statements that see one state. Only a few run at a time. */
export class Snapshots {
  private readonly turnstile: Turnstile;

  /** `connections` is how many the database has. */
  constructor(
    connections: number,
    private readonly readAtOnce: ReadAtOnce,
  ) {
    const most = Math.min(SNAPSHOTS, Math.max(1, Math.floor(connections / 3)));
    this.turnstile = new Turnstile(most, 'too many earlier states are read');
  }

  /**
   * As `Database.read`, but everything that the work reads is of one state of the database, that of its first statement. The
   * work keeps its connection, so it waits for nothing else. Throws `unavailable`.
   */
  async read<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    return this.turnstile.pass(until, () => this.readAtOnce(until, ({ session }) => work(readAccess(session))));
  }
}
