import { DataSource, MigrationExecutor, type Logger } from 'typeorm';
import { mayTryAgain, postgresErrorCode } from '@heksher/persistence';
import { migrationOptions } from './options.js';

/** As TypeORM makes it, but safe to make twice at once. */
const MIGRATIONS_TABLE =
  'create table if not exists migrations (id serial primary key, timestamp bigint not null, name varchar not null)';

/** What two transactions that make one table at the same moment are told: unique violation, duplicate table. */
const MADE_BY_ANOTHER = ['23505', '42P07'];

const TRIES = 6;

/** What a migration has done. */
export interface Migrated {
  /** The names of the migrations that were run. */
  executed: string[];
  /** What they did to the data, in sentences for whoever started them. */
  notes: string[];
}

/**
 * Brings a database to the newest schema in one transaction. Several processes may do so at once: each waits for the one
 * before it, and then finds nothing to do. Other programs may write meanwhile: a deadlock with one is tried again.
 */
export async function migrate(connectionString: string): Promise<Migrated> {
  const dataSource = new DataSource(migrationOptions(connectionString));
  await dataSource.initialize();
  try {
    for (let tries = 1; ; tries++) {
      try {
        return await runPending(dataSource);
      } catch (error) {
        if (tries === TRIES || !isPassing(error)) throw error;
      }
    }
  } finally {
    await dataSource.destroy();
  }
}

function isPassing(error: unknown): boolean {
  return MADE_BY_ANOTHER.includes(postgresErrorCode(error) ?? '') || mayTryAgain(error);
}

async function runPending(dataSource: DataSource): Promise<Migrated> {
  const notes: string[] = [];
  dataSource.logger = noting(notes);
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(MIGRATIONS_TABLE);
    await runner.query('lock table migrations in access exclusive mode');
    const executed = await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await runner.commitTransaction();
    return { executed: executed.map(({ name }) => name), notes };
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** Keeps what migrations say of their work, and nothing that TypeORM says of its own. */
function noting(notes: string[]): Logger {
  const ignore = () => undefined;
  return {
    logQuery: ignore,
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: (level, message) => {
      if (level === 'info') notes.push(String(message));
    },
  };
}
