import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../data-source.js';
import { Database } from './database.js';

/** Opens the doors to a database for a command of one or two statements. `migrations` are those that must have been run. */
export async function openDatabase(connectionString: string, migrations: readonly string[]): Promise<Database> {
  const options = dataSourceOptions({ connectionString, poolSize: 2 });
  return new Database(await new DataSource(options).initialize(), migrations);
}
