import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

const MAIN = 'dist/apps/heksher/src/main.js';

export interface BuiltService {
  url: string;
  database: TestDatabase;
  /** What it has logged so far, as text. */
  output(): string;
  /** Ends the service, and the database with it. */
  stop(): Promise<void>;
}

/** The service as it is built, in a process of its own, on a database of its own. */
export async function startBuiltService(): Promise<BuiltService> {
  const database = await createDatabase();
  const env = { HEKSHER_DB_CONNECTION_STRING: database.url, HEKSHER_PORT: '0' };
  const child = spawn(process.execPath, [MAIN], { env });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += String(chunk);
      const [, found] = /"url":"([^"]+)"/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`the service has ended (npm run build makes what it runs): ${output}`)));
  });
  return {
    url,
    database,
    output: () => output,
    stop: async () => {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      await database.drop();
    },
  };
}
