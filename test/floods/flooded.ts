import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Given } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { startOnDatabase, type BuiltService } from '../support/service-process.js';
import { startProbe } from './probe.js';

const PAGE_BYTES = 4096;

const SETTLING_MS = 10_000;

/** The built service, to be flooded. */
export class Flooded {
  readonly url: string;
  readonly given: Given;

  private constructor(
    readonly heksher: Heksher,
    private readonly service: BuiltService,
  ) {
    this.url = heksher.url;
    this.given = new Given(heksher);
  }

  static async start(): Promise<Flooded> {
    const service = await startOnDatabase();
    return new Flooded(service.heksher, service);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  /** Resident memory in MiB; 0 if the system does not report it. */
  get memory(): number {
    const statm = `/proc/${this.service.program.pid}/statm`;
    if (!existsSync(statm)) return 0;
    return (Number(readFileSync(statm, 'utf8').split(' ')[1]) * PAGE_BYTES) / 1024 / 1024;
  }

  /**
   * Runs a flood and reports its effect on others: the statuses that a steady client received meanwhile, and how many
   * more descriptors are open afterwards than before.
   */
  async under(flood: () => Promise<void>): Promise<{ statuses: number[]; left: number }> {
    const before = await this.descriptors();
    const probe = startProbe(this.url);
    await flood().finally(() => probe.stop());
    return { statuses: await probe.stop(), left: await this.leftOver(before) };
  }

  private async leftOver(before: number): Promise<number> {
    for (const start = Date.now(); ; await sleep(20)) {
      const left = Math.max(0, (await this.descriptors()) - before);
      if (left === 0 || Date.now() - start > SETTLING_MS) return left;
    }
  }

  /** The open descriptors, except those of the connection pool, which come and go. */
  private async descriptors(): Promise<number> {
    const folder = `/proc/${this.service.program.pid}/fd`;
    if (!existsSync(folder)) return 0;
    const [pool] = await this.service.database.sql<{ count: string }>(
      `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'heksher'`,
    );
    return readdirSync(folder).length - Number(pool?.count);
  }
}

/** The effect of a flood that disturbs no other client. */
export const UNDISTURBED = { statuses: [200], left: 0 };
