import { DataSource, type Logger, type QueryRunner } from 'typeorm';
import { BEGIN_MIGRATION, mayTryAgain, postgresErrorCode, whyWrongEncoding } from '@heksher/persistence';
import { migrationOptions } from './options.js';
import { MixedSchemaError, runPending, takeOver } from './pending.js';
import { repair } from './repair/repair.js';

/** The table as TypeORM creates it. Two processes may create it at the same moment. */
const MIGRATIONS_TABLE =
  'create table if not exists migrations (id serial primary key, timestamp bigint not null, name varchar not null)';

/** PostgreSQL's codes for a table that another transaction creates at the same moment: unique violation, duplicate table. */
const MADE_BY_ANOTHER = ['23505', '42P07'];

const TRIES = 6;

/** The result of a migration. */
export interface Migrated {
  /** The names of the migrations that were run. */
  executed: string[];
  /** What was done to the data, or repaired, in sentences for the operator. */
  notes: string[];
}

/**
 * Brings a database to the newest schema in one transaction, and restores missing parts that the service relies on. Several
 * processes may do so at the same time: each waits for the one before it, and then finds nothing to do. Other programs may
 * write meanwhile: after a deadlock with one, the migration starts again.
 */
export async function migrate(connectionString: string): Promise<Migrated> {
  const dataSource = new DataSource(migrationOptions(connectionString));
  await dataSource.initialize();
  try {
    for (let tries = 1, isMixed = false; ; tries++) {
      try {
        return await runInTransaction(dataSource, isMixed);
      } catch (error) {
        isMixed ||= error instanceof MixedSchemaError;
        if (tries === TRIES || !(isPassing(error) || error instanceof MixedSchemaError)) throw error;
      }
    }
  } finally {
    await dataSource.destroy();
  }
}

function isPassing(error: unknown): boolean {
  return MADE_BY_ANOTHER.includes(postgresErrorCode(error) ?? '') || mayTryAgain(error);
}

async function runInTransaction(dataSource: DataSource, isMixed: boolean): Promise<Migrated> {
  const notes: string[] = [];
  dataSource.logger = noting(notes);
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(BEGIN_MIGRATION);
    await assertMigratable(runner);
    await runner.query(MIGRATIONS_TABLE);
    await runner.query('lock table migrations in access exclusive mode');
    const executed = isMixed ? await takeOver(runner, notes) : await runPending(runner);
    if (!isMixed) notes.push(...(await repair(runner)));
    await runner.query('commit');
    return { executed, notes };
  } catch (error) {
    await runner.query('rollback').catch(() => undefined); // a connection that was lost has rolled back
    throw error;
  } finally {
    await runner.release();
  }
}

/** Throws, saying what to do, if the database can't hold the schema or the connection leads to no schema. */
async function assertMigratable(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(
    `select current_setting('server_encoding') as encoding, current_setting('search_path') as path,
       current_schema() as schema`,
  )) as { encoding: string; path: string; schema: string | null }[];
  const wrongEncoding = row && whyWrongEncoding(row.encoding);
  if (wrongEncoding !== undefined) throw new Error(wrongEncoding);
  if (row?.schema !== null) return;
  throw new Error(
    `the search_path of the connection is ${JSON.stringify(row.path)}, which names no schema that exists; ` +
      'set it to the schema that is to hold the tables, such as public, then migrate again',
  );
}

/** A logger that keeps the notes of migrations, and drops TypeORM's own messages. */
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
