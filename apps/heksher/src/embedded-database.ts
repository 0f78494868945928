import { startEmbeddedPostgres, type EmbeddedPostgres } from '@heksher/embedded-postgres';
import type { DatabaseAddress } from '@heksher/persistence';
import { migrate } from '../../../migrations/migrate.js';

export interface OpenDatabase {
  /** Undefined without a database. */
  connectionString: string | undefined;
  close: () => Promise<void>;
}

/** Starts the database if it is an embedded one. Others run by themselves. */
export async function openDatabase(address: DatabaseAddress | undefined): Promise<OpenDatabase> {
  if (address?.kind === 'embedded') {
    const embedded = await startEmbedded(address.directory);
    return { connectionString: embedded.url, close: () => embedded.stop() };
  }
  return { connectionString: address?.connectionString, close: () => Promise.resolve() };
}

/** Migrates the database as well, because no other program can reach it. */
async function startEmbedded(directory: string): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ directory });
  try {
    await migrate(embedded.url);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}
