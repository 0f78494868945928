import { commandConnectionString } from '../../../../migrations/connection-string.js';
import { usage } from '../failure.js';

/** The connection string of HEKSHER_DB_CONNECTION_STRING. Throws a usage failure. */
export async function connectionString(): Promise<string> {
  try {
    return await commandConnectionString(process.env);
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}
