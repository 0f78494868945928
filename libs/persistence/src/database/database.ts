import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { DomainError } from '@heksher/domain';
import { ChangesRepository, type MarkedHead } from '../change-log.js';
import { tryToWrite, whyReadOnly, type Condition } from './condition.js';
import { Connections, type Connection } from './connections.js';
import { Deadline } from './deadline.js';
import { StatementNames } from './named-statements.js';
import type { PatientPool } from '../connection/patient-pool.js';
import { Refusals } from './refusals.js';
import { RevisionReader } from './revision-reader.js';
import { SchemaGuard } from '../schema/schema-guard.js';
import { readSchemaState, type SchemaState } from '../schema/schema-state.js';
import { Session } from './session.js';
import { Turnstile } from './turnstile.js';
import { isOfSession, isUnreachable, mayTryAgain, toDomainError } from '../violations.js';
import {
  readAccess,
  readApart,
  rollBack,
  transact,
  wasUndone,
  type Held,
  type ReadAccess,
  type Work,
  type WriteAccess,
} from './work.js';
import { CLOSE_MS, HEAD_READ_MS, REQUEST_MS } from '../time-budget.js';
import { WriteCounts } from './write-counts.js';

/** How long a door is held open. */
export interface DoorOptions {
  until?: Deadline;
}

/** The connections to the database. */
export interface PoolState {
  /** The most that may be open. */
  size: number;
  total: number;
  idle: number;
  /** Those who wait for one. */
  waiting: number;
  /** The writes that wait for those before them, without a connection. */
  waitingWrites: number;
}

const WRITE_TRIES = 4;

/** As the session is, without names, in a transaction of its own. */
const READ_TRIES = 3;

/**
 * How many writes are in the database at a time, and at most half of the connections. It lets them in one by one: those
 * that wait need no connection.
 */
const WRITERS = 5;

/** The two doors to the database, and the only ones. No door waits longer than `until`. */
export class Database {
  /** What became of writes, for who measures. */
  readonly writes = new WriteCounts();
  /** Whether the database has what the service relies on. No door opens otherwise. */
  readonly schema: SchemaGuard;
  /** The work that the database has refused. */
  readonly refusals = new Refusals();
  private readonly connectionPool: PatientPool;
  private readonly connections: Connections;
  private readonly writers: Turnstile;
  private readonly names = new StatementNames();
  private readonly revisions = new RevisionReader(this.names);
  private lastAnswer = -Infinity;
  private renewalCount = 0;

  /** `migrations` are the names of those that must have been run. */
  constructor(
    private readonly dataSource: DataSource,
    migrations: readonly string[] = [],
  ) {
    ({ master: this.connectionPool } = dataSource.driver as unknown as { master: PatientPool });
    this.writers = new Turnstile(Math.min(WRITERS, Math.max(1, Math.floor(this.connectionPool.size / 2))));
    this.connections = new Connections(this.connectionPool, () => this.lastAnswer);
    const until = () => new Deadline(HEAD_READ_MS);
    this.schema = new SchemaGuard(() => this.retried(until(), () => this.readOnce(until(), inspect)), migrations);
    this.connections.onReconnect(() => this.schema.doubt());
  }

  /** Closes all connections, and resolves when they are closed. The database is of no use from then on. */
  async close(): Promise<void> {
    this.refusals.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.connections.whenAllClosed(CLOSE_MS);
  }

  /** When the database has last done what it was asked for, by the clock of `performance`. */
  get answeredAt(): number {
    return this.lastAnswer;
  }

  get pool(): PoolState {
    const { size, totalCount: total, idleCount: idle, waitingCount: waiting } = this.connectionPool;
    return { size, total, idle, waiting, waitingWrites: this.writers.length };
  }

  /**
   * Reads. Each call of a repository is one statement, and so one state of the database. Where the connection turns out
   * to be lost, the work is done once more on a new one: it must not have other effects. Throws `unavailable`.
   */
  async read<Result>(
    work: (access: ReadAccess) => Promise<Result>,
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    return this.guarded(until, () => this.readOnce(until, ({ session }) => work(readAccess(session))));
  }

  /**
   * As `read`, over a connection that is made from now on; all others are closed. For a reading that says less than was
   * seen before: its connection may lead to a server that is no longer the primary, and so may the others. Connections are
   * replaced at most once a second.
   */
  async readAnew<Result>(work: (access: ReadAccess) => Promise<Result>, options: DoorOptions = {}): Promise<Result> {
    if (this.connections.renew()) this.renewalCount++;
    return this.read(work, options);
  }

  /** How often all connections were replaced because of a reading that said less than was seen before. */
  get renewals(): number {
    return this.renewalCount;
  }

  /** Reads as the session is. If a name, or a setting of the session, is why that fails, reads once more without it. */
  private async readOnce<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    let isApart = false;
    for (let tries = 1; ; tries++) {
      try {
        return await this.onConnection(until, isApart ? (held) => readApart(held, work) : work);
      } catch (error) {
        const isSparable = isOfSession(error) && !until.isOver;
        if (tries === READ_TRIES || !(isSparable || this.names.areRefusedBy(error))) throw error;
        isApart ||= isSparable;
      }
    }
  }

  /**
   * Changes the database in one transaction, under the lock of its head: what the work reads stays true until it is
   * done, and what it `record`s is logged with it. Work that records nothing, or throws, leaves no trace. Work may be
   * run again when another program's write made the transaction impossible, or when the connection was lost before the
   * change was to be committed. Throws `conflict` where a constraint is violated, `unavailable` where the database
   * cannot be reached.
   */
  async write<Result>(
    actor: string | undefined,
    work: (access: WriteAccess) => Promise<Result>,
    { until = new Deadline(REQUEST_MS) }: DoorOptions = {},
  ): Promise<Result> {
    return this.writers.pass(until, async () => {
      for (let tries = 1, losses = 0; ; tries++) {
        try {
          this.schema.assertFit();
          const { result, action } = await this.onConnection(until, async (held) => {
            if (this.schema.isInDoubt) await this.schema.examine(() => inspect(held));
            this.schema.assertFit();
            return transact(held, actor, work);
          });
          this.writes.end(action);
          if (action !== undefined) this.refusals.noteWrite();
          return result;
        } catch (error) {
          if (isUnreachable(error)) losses++;
          const isWorthAnother =
            mayTryAgain(error) ||
            this.names.areRefusedBy(error) ||
            (isUnreachable(error) && losses === 1 && wasUndone(error));
          if (!isWorthAnother || tries === WRITE_TRIES || until.isOver) {
            this.refusals.note(error);
            throw this.writes.fail(toDomainError(await this.explained(error, until)));
          }
          this.writes.retries++;
        }
      }
    });
  }

  /** The revision that the database is at; undefined where it has lost its head. Throws `unavailable` after 1.5 s. */
  async readRevision({ until = new Deadline(HEAD_READ_MS) }: DoorOptions = {}): Promise<string | undefined> {
    const read = () => this.briefly(until, (client) => this.revisions.read(client));
    const readApart = async (error: unknown) => {
      if (!isOfSession(error) || until.isOver) throw error;
      return (await this.readOnce(until, ({ session }) => new ChangesRepository(session).findHead()))?.id;
    };
    return this.guarded(until, () => read().catch(readApart));
  }

  /**
   * The head as it is now, with what the log says of an earlier change; undefined if it was lost, which only the next
   * writer mends. Throws `unavailable` after 1.5 s.
   */
  async readHead(
    since: string | undefined,
    { until = new Deadline(HEAD_READ_MS) }: DoorOptions = {},
  ): Promise<MarkedHead | undefined> {
    return this.read(({ changes }) => changes.findMarkedHead(since), { until });
  }

  /** Whether the database answers and takes writes. Soon resolves, in whatever state the database is. */
  async check(): Promise<Condition> {
    const until = new Deadline(HEAD_READ_MS);
    try {
      const readOnly = await this.retried(until, () => this.briefly(until, whyReadOnly));
      return { doesAnswer: true, fault: readOnly ?? (await this.whyWritesFail()) };
    } catch (error) {
      const fault = error instanceof DomainError ? error.message : 'the database does not answer';
      return { doesAnswer: false, fault };
    }
  }

  /** Tries whether writes succeed, if the last one did not. Answers why not, as a sentence. */
  private async whyWritesFail(): Promise<string | undefined> {
    if (!this.refusals.ofWrites) return undefined;
    const until = new Deadline(HEAD_READ_MS);
    const trial = async (held: Held) => {
      try {
        await tryToWrite(held.session, held.connection, until);
        this.refusals.noteWrite();
      } catch (error) {
        await rollBack(held, error);
        throw error;
      }
    };
    await this.onConnection(until, trial).catch((error: unknown) => this.refusals.note(error));
    return this.refusals.ofWrites?.sentence;
  }

  /**
   * Runs a reading, once more if its connection turns out to be lost. After all connections were lost, what it has read counts
   * only if the schema is as it should be. That check comes after it, since it needs a connection itself.
   */
  private async guarded<Result>(until: Deadline, reading: () => Promise<Result>): Promise<Result> {
    this.schema.assertFit();
    const explained = (error: unknown) => this.explained(error, until);
    const result = await this.retried(until, () =>
      reading().catch(async (error) => Promise.reject(await explained(error))),
    );
    if (this.schema.isInDoubt) await until.before(this.schema.check());
    this.schema.assertFit();
    return result;
  }

  /** An error as it is, or `unavailable` if the schema is found to be its cause. */
  private async explained(error: unknown, until: Deadline): Promise<unknown> {
    if (!this.schema.isSuspicious(error)) return error;
    this.refusals.note(error);
    await until.before(this.schema.check());
    return this.schema.explain(error);
  }

  /**
   * Does next to no work on a connection. Every reading begins with such: it goes past TypeORM, whose part would cost more
   * than the round trip. Where it hangs, so does the network or the server, and with it all that is under way.
   */
  private briefly<Result>(until: Deadline, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return new Promise((answer, fail) => {
      let isUnderWay = false;
      const stop = until.whenOver(() => {
        this.connections.cutHanging(isUnderWay ? 0 : REQUEST_MS);
        if (isUnderWay) return; // it fails by that
        fail(new DomainError('unavailable', 'the database is busy: no connection was to be had in time'));
      });
      this.connectionPool.connect((refusal, client, release) => {
        if (!client) stop();
        if (!client) return fail(refusal ?? new Error('the pool gave no connection'));
        if (until.isOver) return release();
        isUnderWay = true;
        const end = (error?: Error) => {
          stop();
          if (error && isUnreachable(error)) this.connections.abandon(client as Connection);
          release(error);
        };
        work(client).then(
          (result) => {
            end();
            this.lastAnswer = performance.now();
            answer(result);
          },
          (error: Error) => {
            end(error);
            fail(error);
          },
        );
      });
    });
  }

  /** Runs a reading, once more where its connection turns out to be lost. */
  private async retried<Result>(until: Deadline, attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt().catch((error: unknown) => {
        if (!isUnreachable(error) || until.isOver) throw error;
        return attempt();
      });
    } catch (error) {
      this.refusals.note(error);
      throw toDomainError(error);
    }
  }

  private async onConnection<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    const connection = await connectionOf(runner, until);
    const stop = until.whenOver(() => this.connections.cut(connection));
    try {
      const session = new Session(runner.manager, connection, this.names);
      const result = await work({ session, connection, connections: this.connections, until });
      this.lastAnswer = performance.now();
      return result;
    } catch (error) {
      // Of a statement that was given up it isn't known what it does: it may still run, and leave its transaction open.
      if (isUnreachable(error)) this.connections.abandon(connection);
      throw error;
    } finally {
      stop();
      await runner.release();
    }
  }
}

function inspect({ session: { manager } }: Held): Promise<SchemaState> {
  return readSchemaState((statement, values) => manager.query(statement, values));
}

function ignore(): void {
  // nobody waits for it any more
}

async function connectionOf(runner: QueryRunner, until: Deadline): Promise<Connection> {
  const connecting = runner.connect() as Promise<Connection>;
  try {
    return await until.before(connecting);
  } catch (error) {
    // One that comes too late goes back to the pool. A runner that is released before it is connected would keep it.
    connecting.then(() => runner.release()).catch(ignore);
    throw error;
  }
}
