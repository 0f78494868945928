import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PROBE_OPTIONS, Probe } from './probe.js';

export interface Service {
  url: string;
  /** Its resident memory, in MiB. */
  memory(): number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Options of Node and environment variables for a service. */
export interface ServiceOptions {
  options?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** Starts the built service in another process. */
export async function startService(
  connectionString: string,
  { options = [], environment = {} }: ServiceOptions = {},
): Promise<Service> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...options, 'dist/apps/heksher/src/main.js'], {
    env: {
      ...process.env,
      HEKSHER_DB_CONNECTION_STRING: connectionString,
      HEKSHER_PORT: '0',
      HEKSHER_HOST: '127.0.0.1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = await lineWith(child, (line) => (JSON.parse(line) as { url?: string }).url);
  return {
    url,
    memory: () => residentMebibytes(child),
    process: child,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Starts a bare server in another process, which answers a number of bytes. */
export async function startBareServer(bytes: number): Promise<{ url: string; probe: Probe; stop(): void }> {
  const child = spawn(process.execPath, [...PROBE_OPTIONS, 'bench/bare-server.mjs', String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await lineWith(child, (line) => line);
  return { url: `http://127.0.0.1:${port}`, probe: new Probe(child), stop: () => void child.kill() };
}

/** The first result of `read` for a line of a process's output; the rest of the output is dropped. */
async function lineWith(child: ChildProcess, read: (line: string) => string | undefined): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
    lines.on('line', (line) => {
      const found = read(line);
      if (found !== undefined) resolve(found);
    });
  });
}

function residentMebibytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
