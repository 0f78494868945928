import type { DataSource } from 'typeorm';
import type { MarkedHead } from '../change-log.js';
import { SchemaGuard } from '../schema/schema-guard.js';
import { readSchemaState, type SchemaState } from '../schema/schema-state.js';
import { HEAD_READ_MS, REQUEST_MS } from '../time-budget.js';
import { toDomainError } from '../violations.js';
import { readAccess, type ReadAccess } from './access.js';
import { Attempts, type Attempt } from './attempts.js';
import { Bookkeeping } from './bookkeeping.js';
import { Deadline, type DoorOptions } from './deadline.js';
import { Leases, type Lease, type PoolState, type Work } from './lease.js';
import { StatementNames } from './named-statements.js';
import { Probes, type Condition } from './probes.js';
import { Refusals } from './refusals.js';
import { OwnChanges } from './own-changes.js';
import { NotBegun, readApart, readSnapshot, transact, writeApart, type Writing } from './transaction.js';
import { Snapshots } from './snapshots.js';
import type { Standby } from './standby.js';
import { Turnstile } from './turnstile.js';
import { WriteCounts } from './write-counts.js';

/**
 * How many writes are in the database at a time, at most half of the connections. The database lets them in one by one:
 * those that wait need no connection.
 */
const WRITERS = 5;

/** The two doors to the database, for reads and for writes, and the only ones. No door waits longer than `until`. */
export class Database {
  /** Write counts, for metrics. */
  readonly writes = new WriteCounts();
  /** Whether the database has what the service relies on. No door opens otherwise. */
  readonly schema: SchemaGuard;
  /** The latest changes of this process, for caches. */
  readonly ownChanges = new OwnChanges();
  /** Writes that belong to no revision. */
  readonly bookkeeping = new Bookkeeping((until, work) => this.writeBeside(until, work));
  /** Reads of several statements that see one state. */
  readonly snapshots: Snapshots;
  /** The work that the database has refused. */
  readonly refusals = new Refusals();
  private readonly names = new StatementNames();
  private readonly attempts = new Attempts(this.names, this.refusals);
  private readonly leases: Leases;
  private readonly probes: Probes;
  private readonly writers: Turnstile;

  /** `migrations` are the names of those that must have been run. `standby` answers some reads, if there is one. */
  constructor(
    dataSource: DataSource,
    migrations: readonly string[] = [],
    readonly standby?: Standby,
  ) {
    const { names, attempts, refusals } = this;
    this.leases = new Leases(dataSource, names);
    this.probes = new Probes({ leases: this.leases, attempts, names, refusals });
    const { size } = this.leases.pool;
    const writers = Math.min(WRITERS, Math.max(1, Math.floor(size / 2)));
    this.writers = new Turnstile(writers, 'too many changes wait for each other');
    this.snapshots = new Snapshots(size, (until, work) => this.readAtOnce(until, work));
    this.schema = new SchemaGuard(() => this.inspectApart(), migrations);
    this.leases.connections.onReconnect(() => this.schema.doubt());
    standby?.verifyWith((head) => this.read(({ changes }) => changes.hasMade(head)));
  }

  /** Closes all connections, and resolves when they are closed. No door opens from then on. */
  async close(): Promise<void> {
    this.refusals.close();
    await Promise.all([this.standby?.close(), this.leases.close()]);
  }

  /** When the database last did what it was asked for, by the clock of `performance`. */
  get answeredAt(): number {
    return Math.max(this.leases.answeredAt, this.standby?.answeredAt ?? -Infinity);
  }

  /** How often all connections were replaced, see `readAnew`. */
  get renewals(): number {
    return this.leases.connections.renewals;
  }

  /** The connections to the database, and the writes that wait for earlier ones without a connection. */
  get pool(): PoolState & { waitingWrites: number } {
    return { ...this.leases.state, waitingWrites: this.writers.length };
  }

  /**
   * Reads. Each call of a repository is one statement, and so sees one state of the database. Work may be run again (see
   * `RETRY_RULES`), so it must not have other effects. Throws `unavailable`.
   */
  async read<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    return this.attemptRead(
      until,
      this.lendToRead(until, ({ session }) => work(readAccess(session))),
    );
  }

  /**
   * As `read`, from the standby if it is in use and has every change that this process has seen. A head read has to come
   * before, since that is what finds out. Throws `unavailable`.
   */
  async readNear<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    this.schema.assertFit();
    const found = await this.standby?.read(work, until);
    return found ? found.result : this.read(work, { until });
  }

  /**
   * Reads over a new connection, and closes all others: for a caller that read an older state than before. The connection
   * it had may lead to a server that is no longer the primary, and so may the others. Connections are replaced at most once
   * a second. Throws `unavailable`.
   */
  async readAnew<Result>(work: (access: ReadAccess) => Promise<Result>, options: DoorOptions = {}): Promise<Result> {
    this.leases.connections.renew();
    return this.read(work, options);
  }

  /** The head read: the revision; undefined if the database has lost its head. Throws `unavailable` after 1.5 s. */
  async readRevision({ until = new Deadline(HEAD_READ_MS) }: DoorOptions = {}): Promise<string | undefined> {
    return this.attemptRead(until, (isApart) => this.probes.readRevision(until, isApart));
  }

  /**
   * The head as it is now, with what the log says about an earlier change; undefined if the head was lost, which only the
   * next writer mends. Throws `unavailable` after 1.5 s.
   */
  async readHead(
    since: string | undefined,
    { until = new Deadline(HEAD_READ_MS) }: DoorOptions = {},
  ): Promise<MarkedHead | undefined> {
    const head = await this.readNear(({ changes }) => changes.findMarkedHead(since), { until });
    this.standby?.see(head?.seq);
    return head;
  }

  /**
   * Changes the database in one transaction, under the lock of its head: what the work reads stays true until it is done, and
   * what it `record`s is then written and logged. Work that records nothing, or throws, leaves no trace. Work may be run
   * again (see `RETRY_RULES`). Throws `conflict` if a constraint is violated, and `unavailable`.
   */
  async write<Result>(
    writing: Writing<Result> | Writing<Result>['work'],
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    const whole = typeof writing === 'function' ? { work: writing } : writing;
    let tries = 0;
    const attempt = () => {
      if (tries++ > 0) this.writes.retries++;
      return this.lendToWrite(until, (lease) => transact(lease, whole, this.ownChanges));
    };
    return this.writers.pass(until, async () => {
      try {
        const { result, action } = await this.attempts.run('write', until, attempt);
        this.writes.end(action);
        if (action !== undefined) {
          this.refusals.noteWrite();
          this.standby?.see(this.ownChanges.latest?.seq);
        }
        return result;
      } catch (error) {
        if (error instanceof NotBegun) throw error;
        throw this.writes.fail(await this.explained(error, until));
      }
    });
  }

  /** Whether the database answers and takes writes. Resolves soon, in whatever state the database is. */
  async check(): Promise<Condition> {
    const condition = await this.probes.check();
    if (condition.doesAnswer || !(await this.standby?.answers())) return condition;
    return { doesAnswer: true, fault: 'the primary does not answer, so there are only reads, from its standby' };
  }

  /**
   * After all connections were lost, a result counts only if the schema is as it should be. The check comes after the read,
   * since it needs a connection itself.
   */
  private async attemptRead<Result>(until: Deadline, attempt: Attempt<Result>): Promise<Result> {
    this.schema.assertFit();
    let result: Result;
    try {
      result = await this.attempts.run('read', until, attempt);
    } catch (error) {
      throw await this.explained(error, until);
    }
    if (this.schema.isInDoubt) await until.before(this.schema.check());
    this.schema.assertFit();
    return result;
  }

  /** Reads in one transaction, all of whose statements see one state. */
  private readAtOnce<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    return this.attemptRead(until, () => this.leases.lend(until, (lease) => readSnapshot(lease, work)));
  }

  /** Writes what is not part of any revision, without the lock of the head. */
  private async writeBeside<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    try {
      return await this.attempts.run('write', until, () => this.lendToWrite(until, (lease) => writeApart(lease, work)));
    } catch (error) {
      throw await this.explained(error, until);
    }
  }

  private lendToRead<Result>(until: Deadline, work: Work<Result>): Attempt<Result> {
    return (isApart) => this.leases.lend(until, isApart ? (lease) => readApart(lease, work) : work);
  }

  private async lendToWrite<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    this.schema.assertFit();
    return this.leases.lend(until, async (lease) => {
      if (this.schema.isInDoubt) await this.schema.examine(() => inspect(lease));
      this.schema.assertFit();
      return work(lease);
    });
  }

  /** Inspects the schema over a connection of its own. Throws `unavailable`. */
  private async inspectApart(): Promise<SchemaState> {
    const until = new Deadline(HEAD_READ_MS);
    try {
      return await this.attempts.run('read', until, this.lendToRead(until, inspect));
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** An error as a client may see it. If the schema may be its cause, the schema is checked first. */
  private async explained(error: unknown, until: Deadline): Promise<unknown> {
    if (!this.schema.isSuspicious(error)) return toDomainError(error);
    await until.before(this.schema.check());
    return toDomainError(this.schema.explain(error));
  }
}

function inspect({ session: { manager } }: Lease): Promise<SchemaState> {
  return readSchemaState((statement, values) => manager.query(statement, values));
}
