import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { parseDatabaseAddress } from '@heksher/persistence';

/**
 * The database that a migration command is to work on, from the environment. An embedded one is started, and stops with
 * this process. Throws when the variable is missing or wrong.
 */
export async function commandConnectionString(environment: NodeJS.ProcessEnv): Promise<string> {
  const text = environment.HEKSHER_DB_CONNECTION_STRING;
  if (!text) throw new Error('HEKSHER_DB_CONNECTION_STRING is not set: it says which database to migrate');
  const address = parseDatabaseAddress(text);
  if (address.kind === 'server') return address.connectionString;
  const { url } = await startEmbeddedPostgres({ directory: address.directory });
  return url;
}
