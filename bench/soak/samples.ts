import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Service } from '../processes.js';

/** The service at one moment. */
export interface Sample {
  /** Resident memory and the used part of V8's heap, in MiB. */
  resident: number;
  heap: number;
  /** Open file descriptors. */
  descriptors: number;
  /** To PostgreSQL. */
  connections: number;
}

const PAGE_BYTES = 4096;
const MEBIBYTE = 1024 * 1024;

/** Samples the service from outside. */
export class Sampler {
  private heapUsed = NaN;
  private readonly client: pg.Client;

  constructor(
    private readonly service: Service,
    connectionString: string,
  ) {
    this.client = new pg.Client({ connectionString, application_name: 'soak' });
    service.process.on('message', (message) => (this.heapUsed = (message as { heapUsed: number }).heapUsed));
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async sample(): Promise<Sample> {
    const { pid } = this.service.process;
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return {
      resident: (Number(pages) * PAGE_BYTES) / MEBIBYTE,
      heap: this.heapUsed / MEBIBYTE,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      connections: await this.countConnections(),
    };
  }

  /** Samples until descriptors and connections are no more than given, or until some seconds have passed. */
  async settle({ descriptors, connections }: Sample, seconds: number): Promise<Sample> {
    for (let waited = 0; ; waited += 1) {
      const sample = await this.sample();
      const isSettled = sample.descriptors <= descriptors && sample.connections <= connections;
      if (isSettled || waited >= seconds) return sample;
      await sleep(1000);
    }
  }

  private async countConnections(): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(
      `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'heksher'`,
    );
    return Number(rows[0]?.count);
  }
}
