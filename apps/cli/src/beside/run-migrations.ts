import { migrate, type Migrated } from '../../../../migrations/migrate.js';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { connectionString } from './connection.js';

/** Runs the migrations that the database of HEKSHER_DB_CONNECTION_STRING lacks. */
export async function runMigrations(): Promise<Migrated> {
  const address = await connectionString();
  try {
    return await migrate(address);
  } catch (error) {
    throw new Failure(
      EXIT.fault,
      `the migration has failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
