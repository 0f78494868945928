import { DataSource, MigrationExecutor } from 'typeorm';
import { dataSourceOptions, postgresErrorCode } from '@heksher/persistence';
import { MIGRATIONS } from './index.js';

/** As TypeORM makes it, but safe to make twice at once. */
const MIGRATIONS_TABLE =
  'create table if not exists migrations (id serial primary key, timestamp bigint not null, name varchar not null)';

/** What two transactions that make one table at the same moment are told: unique violation, duplicate table. */
const MADE_BY_ANOTHER = ['23505', '42P07'];

/**
 * Brings a database to the newest schema in one transaction and answers the names of the migrations that it ran. Several
 * processes may do so at once: each waits for the one before it, and then finds nothing to do.
 */
export async function migrate(connectionString: string): Promise<string[]> {
  const dataSource = new DataSource({ ...dataSourceOptions({ connectionString }), migrations: MIGRATIONS });
  await dataSource.initialize();
  try {
    return await runPending(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function runPending(dataSource: DataSource, triesLeft = 5): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(MIGRATIONS_TABLE);
    await runner.query('lock table migrations in access exclusive mode');
    const executed = await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    await runner.commitTransaction();
    return executed.map(({ name }) => name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    if (triesLeft === 0 || !MADE_BY_ANOTHER.includes(postgresErrorCode(error) ?? '')) throw error;
  } finally {
    await runner.release();
  }
  return runPending(dataSource, triesLeft - 1);
}
