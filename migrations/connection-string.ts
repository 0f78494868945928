import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { parseDatabaseAddress } from '@heksher/persistence';
import { fileVariable, readSecrets } from '@heksher/secrets';

const VARIABLE = 'HEKSHER_DB_CONNECTION_STRING';

/**
 * The connection string that a command beside the service works on, from the environment or from the file that it names. An
 * embedded database is started, and stops with this process. Throws if the variable is missing or wrong.
 */
export async function commandConnectionString(environment: NodeJS.ProcessEnv): Promise<string> {
  const { values, faults } = readSecrets(environment, [VARIABLE]);
  const [fault] = faults.values();
  if (fault !== undefined) throw new Error(`${fileVariable(VARIABLE)}: ${fault}`);
  const text = values[VARIABLE];
  if (text === undefined) throw new Error(`${VARIABLE} is not set: it says which database`);
  const address = parseAddress(text);
  if (address.kind === 'server') return address.connectionString;
  const { url } = await startEmbeddedPostgres({ directory: address.directory });
  return url;
}

function parseAddress(text: string): ReturnType<typeof parseDatabaseAddress> {
  try {
    return parseDatabaseAddress(text);
  } catch (error) {
    throw new Error(`${VARIABLE}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
