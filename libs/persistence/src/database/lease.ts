import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { DomainError } from '@heksher/domain';
import type { PatientPool } from '../connection/patient-pool.js';
import { CLOSE_MS, REQUEST_MS } from '../time-budget.js';
import { isUnreachable } from '../violations.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import type { Deadline } from './deadline.js';
import type { StatementNames } from './named-statements.js';
import { Session } from './session.js';

/** A connection for as long as one piece of work uses it. */
export interface Lease {
  session: Session;
  connection: Connection;
  connections: Connections;
  until: Deadline;
}

export type Work<Result> = (lease: Lease) => Promise<Result>;

/** The connections to the database. */
export interface PoolState {
  /** The most that may be open. */
  size: number;
  total: number;
  idle: number;
  /** The callers that wait for a connection. */
  waiting: number;
}

/**
 * Lends the connections of the pool. A connection is cut when the time of its work is over, abandoned if it broke, and
 * given back otherwise.
 */
export class Leases {
  readonly pool: PatientPool;
  readonly connections: Connections;
  private lastAnswer = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly names: StatementNames,
  ) {
    ({ master: this.pool } = dataSource.driver as unknown as { master: PatientPool });
    this.connections = new Connections(this.pool, () => this.lastAnswer);
  }

  /** When the database last did what it was asked for, by the clock of `performance`. */
  get answeredAt(): number {
    return this.lastAnswer;
  }

  get state(): PoolState {
    const { size, totalCount: total, idleCount: idle, waitingCount: waiting } = this.pool;
    return { size, total, idle, waiting };
  }

  /** Does work on a connection. Throws what the work and `pg` throw, and `unavailable` if no connection comes in time. */
  async lend<Result>(until: Deadline, work: Work<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    const connection = await connect(runner, until);
    const stop = until.whenOver(() => this.connections.cut(connection));
    try {
      const session = new Session(runner.manager, connection, this.names);
      const result = await work({ session, connection, connections: this.connections, until });
      this.lastAnswer = performance.now();
      return result;
    } catch (error) {
      // A statement that was given up may still run, and leave its transaction open.
      if (isUnreachable(error)) this.connections.abandon(connection);
      throw error;
    } finally {
      stop();
      await runner.release();
    }
  }

  /**
   * Does next to no work on a connection, without TypeORM, whose part would cost more than the round trip. If such work
   * hangs, so does the network or the server, and everything else that is under way is cut with it. Throws as `lend`.
   */
  lendBriefly<Result>(until: Deadline, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let isUnderWay = false;
      const stop = until.whenOver(() => {
        this.connections.cutHanging(isUnderWay ? 0 : REQUEST_MS);
        // Work that is under way fails since its connection was cut.
        if (!isUnderWay)
          reject(new DomainError('unavailable', 'the database is busy: no connection was to be had in time'));
      });
      this.pool.connect((refusal, client, release) => {
        if (!client) {
          stop();
          return reject(refusal ?? new Error('the pool gave no connection'));
        }
        if (until.isOver) return release();
        isUnderWay = true;
        const giveBack = (error?: Error) => {
          stop();
          if (error && isUnreachable(error)) this.connections.abandon(client as Connection);
          release(error);
        };
        work(client).then(
          (result) => {
            giveBack();
            this.lastAnswer = performance.now();
            resolve(result);
          },
          (error: Error) => {
            giveBack(error);
            reject(error);
          },
        );
      });
    });
  }

  /** Closes all connections, and resolves when they are closed. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.connections.whenAllClosed(CLOSE_MS);
  }
}

async function connect(runner: QueryRunner, until: Deadline): Promise<Connection> {
  const connecting = runner.connect() as Promise<Connection>;
  try {
    return await until.before(connecting);
  } catch (error) {
    // A connection that comes too late goes back to the pool. A runner that is released before would keep it.
    connecting.then(() => runner.release()).catch(() => undefined);
    throw error;
  }
}
