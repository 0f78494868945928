import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Given } from '../support/given.js';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startProbe } from './probe.js';

const MAIN = 'dist/apps/heksher/src/main.js';
const PAGE_BYTES = 4096;

/** Generous: the machine that tests may be busy, and a flood is on. */
const LONGEST_DELAY_MS = 10_000;
const SETTLING_MS = 10_000;

/** The service as a process of its own, to be flooded. */
export class Flooded {
  readonly heksher: Heksher;
  readonly given: Given;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly database: TestDatabase,
  ) {
    this.heksher = new Heksher(url);
    this.given = new Given(this.heksher);
  }

  static async start(): Promise<Flooded> {
    const database = await createDatabase();
    const env = { HEKSHER_DB_CONNECTION_STRING: database.url, HEKSHER_PORT: '0' };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    while (!output.includes('"url":')) {
      if (child.exitCode !== null) throw new Error(`the service has ended: ${output}`);
      await sleep(10);
    }
    const [, url = ''] = /"url":"([^"]+)"/.exec(output) ?? [];
    return new Flooded(url, child, database);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    if (this.child.kill('SIGKILL')) await ended;
    await this.database.drop();
  }

  /** Resident memory, in MiB; 0 where the system does not tell. */
  get memory(): number {
    const statm = `/proc/${this.child.pid}/statm`;
    if (!existsSync(statm)) return 0;
    return (Number(readFileSync(statm, 'utf8').split(' ')[1]) * PAGE_BYTES) / 1024 / 1024;
  }

  /**
   * Runs a flood, and says what it did to others: what a steady client was answered meanwhile, whether that took long,
   * and whether the service has as many descriptors open afterwards as it had before.
   */
  async under(flood: () => Promise<void>): Promise<{ statuses: number[]; isSlow: boolean; left: number }> {
    const before = await this.descriptors();
    const probe = startProbe(this.url);
    await flood().finally(() => probe.stop());
    const { statuses, slowest } = await probe.stop();
    return { statuses, isSlow: slowest > LONGEST_DELAY_MS, left: await this.leftOver(before) };
  }

  private async leftOver(before: number): Promise<number> {
    for (const start = Date.now(); ; await sleep(20)) {
      const left = Math.max(0, (await this.descriptors()) - before);
      if (left === 0 || Date.now() - start > SETTLING_MS) return left;
    }
  }

  /** Without those of the pool of connections to the database, which comes and goes. */
  private async descriptors(): Promise<number> {
    const folder = `/proc/${this.child.pid}/fd`;
    if (!existsSync(folder)) return 0;
    const [pool] = await this.database.sql<{ count: string }>(
      `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'heksher'`,
    );
    return readdirSync(folder).length - Number(pool?.count);
  }
}

/** What a flood does to others where it does nothing. */
export const UNDISTURBED = { statuses: [200], isSlow: false, left: 0 };
