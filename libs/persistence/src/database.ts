import type pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { ChangesRepository, advanceHead, appendChange, type Change, type RevisionHead } from './change-log.js';
import { ContextFeaturesRepository } from './context-features.repository.js';
import { MetadataRepository } from './metadata.repository.js';
import { RulesRepository } from './rules.repository.js';
import { RulesetsRepository } from './rulesets.repository.js';
import { SettingsRepository } from './settings.repository.js';
import { isUnreachable, mayTryAgain, toDomainError } from './violations.js';
import { WriteCounts } from './write-counts.js';

/** What a piece of work may ask of the database; it is of no use once the work is done. */
export interface ReadAccess {
  settings: SettingsRepository;
  rules: RulesRepository;
  features: ContextFeaturesRepository;
  rulesets: RulesetsRepository;
  changes: ChangesRepository;
}

/** What a piece of work may ask and change. */
export interface WriteAccess extends ReadAccess {
  settingMetadata: MetadataRepository<string>;
  ruleMetadata: MetadataRepository<number>;
  /** Says what was done. Without it the transaction changes nothing. */
  record(change: Change): void;
}

/** The connections to the database. */
export interface PoolState {
  /** The most that may be open. */
  size: number;
  total: number;
  idle: number;
  /** Those who wait for one. */
  waiting: number;
}

const WRITE_TRIES = 4;

/** The two doors to the database, and the only ones. */
export class Database {
  /** What became of writes, for who measures. */
  readonly writes = new WriteCounts();

  constructor(private readonly dataSource: DataSource) {}

  get pool(): PoolState {
    const { totalCount: total, idleCount: idle, waitingCount: waiting, options } = this.connections;
    return { size: options.max, total, idle, waiting };
  }

  /**
   * Reads. Each call of a repository is one statement, and so one state of the database. Where the connection turns out
   * to be lost, the work is done once more on a new one: it must not have other effects. Throws `unavailable`.
   */
  async read<Result>(work: (access: ReadAccess) => Promise<Result>): Promise<Result> {
    return retried(() => this.onConnection((runner) => work(readAccess(runner.manager))));
  }

  /**
   * Changes the database in one transaction, under the lock of its head: what the work reads stays true until it is
   * done, and what it `record`s is logged with it. Work that records nothing, or throws, leaves no trace. Work may be
   * run again when another program's write made the transaction impossible. Throws `conflict` where a constraint is
   * violated, `unavailable` where the database cannot be reached.
   */
  async write<Result>(actor: string | undefined, work: (access: WriteAccess) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        const { result, action } = await this.onConnection((runner) => transact(runner, actor, work));
        this.writes.end(action);
        return result;
      } catch (error) {
        if (tries === WRITE_TRIES || !mayTryAgain(error)) throw this.writes.fail(toDomainError(error));
        this.writes.retries++;
      }
    }
  }

  /** The head as it is now; undefined where it was lost, which only the next writer mends. Throws `unavailable`. */
  async readHead(): Promise<RevisionHead | undefined> {
    // Every reading begins with this statement: it goes past TypeORM, whose part would cost more than the round trip.
    const attempt = () => this.connections.query<RevisionHead>('select id, seq, parent from revision_head');
    const { rows } = await retried(attempt);
    return rows[0];
  }

  /** The names of the migrations that were run, none where there is no schema. Throws `unavailable`. */
  async listMigrations(): Promise<string[]> {
    return retried(async () => {
      const [table] = await this.dataSource.query<{ exists: boolean }[]>(
        "select to_regclass('migrations') is not null as exists",
      );
      if (!table?.exists) return [];
      const rows = await this.dataSource.query<{ name: string }[]>('select m.name from migrations m order by m.id');
      return rows.map(({ name }) => name);
    });
  }

  /** Whether the database answers. */
  async ping(): Promise<boolean> {
    try {
      await this.dataSource.query('select 1');
      return true;
    } catch {
      return false;
    }
  }

  /** The pool that TypeORM has made. */
  private get connections(): pg.Pool {
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }

  private async onConnection<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner);
    } catch (error) {
      if (isUnreachable(error)) await discard(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/**
 * Closes a connection of which it isn't known what it does: a statement that was given up may still run, and would leave
 * its transaction open, with the lock of the head, to whoever gets the connection next.
 */
async function discard(runner: QueryRunner): Promise<void> {
  try {
    const client = (await runner.connect()) as pg.PoolClient & pg.Client;
    void client.end(); // the pool drops what has ended
  } catch {
    // there is none
  }
}

/** Runs a reading, once more where its connection turns out to be lost. */
async function retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt().catch((error: unknown) => (isUnreachable(error) ? attempt() : Promise.reject(error)));
  } catch (error) {
    throw toDomainError(error);
  }
}

function readAccess(manager: EntityManager): ReadAccess {
  return {
    settings: new SettingsRepository(manager),
    rules: new RulesRepository(manager),
    features: new ContextFeaturesRepository(manager),
    rulesets: new RulesetsRepository(manager),
    changes: new ChangesRepository(manager),
  };
}

async function transact<Result>(
  runner: QueryRunner,
  actor: string | undefined,
  work: (access: WriteAccess) => Promise<Result>,
): Promise<{ result: Result; action: string | undefined }> {
  const { manager } = runner;
  let change: Change | undefined;
  await runner.startTransaction();
  try {
    const head = await advanceHead(manager);
    const result = await work({
      ...readAccess(manager),
      settingMetadata: new MetadataRepository(manager, 'setting'),
      ruleMetadata: new MetadataRepository(manager, 'rule'),
      record: (recorded) => (change = recorded),
    });
    if (change) {
      await appendChange(manager, head, { actor, change });
      await runner.commitTransaction();
    } else {
      await runner.rollbackTransaction();
    }
    return { result, action: change?.action };
  } catch (error) {
    // What broke or hangs can't be asked to roll back: PostgreSQL does so once it finds the connection closed.
    if (runner.isTransactionActive && !isUnreachable(error)) {
      await runner.rollbackTransaction().catch(() => discard(runner));
    }
    throw error;
  }
}
