import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Heksher } from './heksher.js';

const MAIN = 'dist/apps/heksher/src/main.js';

/** The service as a process of its own, in an environment where nothing else is set. */
export function start(environment: Record<string, string>) {
  const service = spawn(process.execPath, [MAIN], { env: { HEKSHER_PORT: '0', ...environment }, timeout: 100_000 });
  const said = { stdout: '', stderr: '' };
  service.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  service.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  const closed = once(service, 'close') as Promise<[code: number | null]>;
  return {
    /** What it has said and its exit code, once it has ended. */
    ended: closed.then(([code]) => ({ code, ...said })),
    /** A client of it, once it listens. */
    listening: async (): Promise<Heksher> => {
      while (service.exitCode === null) {
        const [, url] = /"url":"([^"]+)"/.exec(said.stdout) ?? [];
        if (url !== undefined) return new Heksher(url);
        await Promise.race([once(service.stdout, 'data'), closed]);
      }
      throw new Error(`the service has ended: ${said.stderr}`);
    },
    stop: async () => {
      service.kill('SIGTERM');
      await closed;
    },
  };
}

/** What a process that is to end by itself has said, and its exit code. */
export const refused = (environment: Record<string, string>) => start(environment).ended;
