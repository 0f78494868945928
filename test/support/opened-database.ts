import { Database, dataSourceOptions } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from './postgres.js';

/** A database of its own for a test of persistence, with the doors that the service has to it. */
export interface OpenedDatabase {
  server: TestDatabase;
  dataSource: DataSource;
  database: Database;
  /** Closes the connections and drops the database. */
  close: () => Promise<void>;
}

interface OpeningOptions {
  /** Fills the database before the service's connections are opened. */
  fill?: (server: TestDatabase) => Promise<unknown>;
  /** The migrations that must have been run. */
  migrations?: readonly string[];
}

/** Creates a database and opens it. */
export async function openOwnDatabase({ fill, migrations }: OpeningOptions = {}): Promise<OpenedDatabase> {
  const server = await createDatabase();
  await fill?.(server);
  const dataSource = await new DataSource(dataSourceOptions({ connectionString: server.url })).initialize();
  const close = async () => {
    await dataSource.destroy();
    await server.drop();
  };
  return { server, dataSource, database: new Database(dataSource, migrations), close };
}
