import { spawn, type ChildProcessByStdio, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Heksher } from './heksher.js';
import { createDatabase, type TestDatabase } from './postgres.js';
import { until } from './until.js';

const MAIN = 'dist/apps/heksher/src/main.js';
/** Kills the programs that a test leaves running. */
const LONGEST_LIFE_MS = 15 * 60_000;
const STARTED_WITHIN_MS = 60_000;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A program that a test runs, with its output. */
export class Program {
  stdout = '';
  stderr = '';
  /** The exit code and everything written, once the program has ended. */
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  constructor([file = '', ...words]: readonly string[], options: Omit<SpawnOptions, 'stdio'>) {
    const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
    this.child = spawn(file, words, { timeout: LONGEST_LIFE_MS, ...options, stdio });
    this.child.stdout.on('data', (chunk) => (this.stdout += String(chunk)));
    this.child.stderr.on('data', (chunk) => (this.stderr += String(chunk)));
    this.ended = (once(this.child, 'close') as Promise<[number | null]>).then(([code]) => {
      return { code, stdout: this.stdout, stderr: this.stderr };
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves once the program has written a text. Throws if it ends first. */
  async wrote(text: string): Promise<void> {
    const isWritten = () => {
      if (this.stdout.includes(text) || this.stderr.includes(text)) return true;
      if ((this.child.exitCode ?? this.child.signalCode) !== null)
        throw new Error(`the program has ended: ${this.stderr}${this.stdout}`);
      return false;
    };
    await until(isWritten, () => `"${text}" in ${this.stderr}${this.stdout}`, STARTED_WITHIN_MS);
  }

  /** A client of the service, once it listens. */
  async listening(): Promise<Heksher> {
    await this.wrote('"url":"');
    const [, url = ''] = /"url":"([^"]+)"/.exec(this.stdout) ?? [];
    return new Heksher(url);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.kill(signal);
    await this.ended;
  }
}

/** Starts the built service as a separate process with exactly these variables. */
export function start(environment: Record<string, string>): Program {
  return new Program([process.execPath, MAIN], { env: { HEKSHER_PORT: '0', ...environment } });
}

/** The output and exit code of the built service, which is expected to end by itself. */
export const refused = (environment: Record<string, string>): Promise<Ended> => start(environment).ended;

/** Runs a program to its end. */
export const run = (command: readonly string[], options: Omit<SpawnOptions, 'stdio'>): Promise<Ended> =>
  new Program(command, options).ended;

/** Runs the built service with command-line arguments and no environment. */
export const runService = (...words: string[]): Promise<Ended> => run([process.execPath, MAIN, ...words], { env: {} });

export interface BuiltService {
  program: Program;
  heksher: Heksher;
  database: TestDatabase;
  /** Kills the service and drops its database. */
  stop(): Promise<void>;
}

/** Starts the built service on a new database, and waits until it listens. */
export async function startOnDatabase(): Promise<BuiltService> {
  const database = await createDatabase();
  const program = start({ HEKSHER_DB_CONNECTION_STRING: database.url });
  const heksher = await program.listening();
  const stop = async () => {
    await program.stop('SIGKILL');
    await database.drop();
  };
  return { program, heksher, database, stop };
}
