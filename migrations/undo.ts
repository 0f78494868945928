import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { migrationOptions } from './options.js';

/**
 * Takes back the newest migration of a database, in one transaction, and returns its name; undefined if none has run. Waits
 * for other processes that migrate. Throws if this version does not know the migration.
 */
export async function undoNewest(connectionString: string): Promise<string | undefined> {
  const dataSource = new DataSource(migrationOptions(connectionString));
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const newest = await lockNewest(runner);
    if (newest !== undefined) await new MigrationExecutor(dataSource, runner).undoLastMigration();
    await runner.commitTransaction();
    return newest;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/** The name of the newest migration. Until this transaction ends, no other process can take it back or run another. */
async function lockNewest(runner: QueryRunner): Promise<string | undefined> {
  const [table] = (await runner.query("select to_regclass('migrations') is not null as exists")) as {
    exists: boolean;
  }[];
  if (!table?.exists) return undefined;
  await runner.query('lock table migrations in access exclusive mode');
  const [newest] = (await runner.query('select m.name from migrations m order by m.id desc limit 1')) as {
    name: string;
  }[];
  return newest?.name;
}
