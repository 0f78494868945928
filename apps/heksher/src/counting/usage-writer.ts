import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, Deadline, type UseCount, type WinCount } from '@heksher/persistence';
import type { Logger } from 'winston';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { LOGGER } from '../logging/logging.module.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { UsageCounter } from './usage-counter.js';
import { WaitingCounts } from './waiting-counts.js';

/** The counts are written once a minute, not by all instances in the same second. */
const EVERY_MS = 60_000;
const SPREAD_MS = 10_000;

/** The longest that a shutdown waits for the last counts to be written. */
const LAST_MS = 2000;

const FORGET_EVERY_MS = 60 * 60 * 1000;

/** Writes what was counted. Counts that cannot be written wait for the next time. */
@Injectable()
export class UsageWriter implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waiting = new WaitingCounts();
  private readonly totals = { rows: 0, failures: 0 };
  private timer: NodeJS.Timeout | undefined;
  private forgetTimer: NodeJS.Timeout | undefined;
  /** Ends when nothing is being written. Whoever writes comes after those before. */
  private writing: Promise<unknown> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly counter: UsageCounter,
    @InjectConfig() private readonly config: HeksherConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    if (!this.counter.isOn) return;
    this.registerMetrics();
    this.schedule();
    const forget = () => void this.forget();
    this.forgetTimer = setInterval(forget, FORGET_EVERY_MS).unref();
    forget();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    clearInterval(this.forgetTimer);
    if (this.counter.isOn) await this.flush(new Deadline(LAST_MS));
  }

  /**
   * Writes everything that was counted up to now. Returns whether it is written; if not, it waits for the next time. Never
   * throws.
   */
  flush(until = new Deadline(LAST_MS)): Promise<boolean> {
    const written = this.writing.then(() => this.write(until));
    this.writing = written;
    return written;
  }

  private schedule(): void {
    const wait = EVERY_MS + (Math.random() * 2 - 1) * SPREAD_MS;
    this.timer = setTimeout(() => {
      void this.flush().finally(() => {
        if (!this.isStopped) this.schedule();
      });
    }, wait).unref();
  }

  private async write(until: Deadline): Promise<boolean> {
    this.waiting.add(this.counter.counts.take());
    for (;;) {
      const batch = this.waiting.takeBatch();
      if (!batch) return true;
      try {
        await this.database.bookkeeping.addUsage(batch, { until });
        this.totals.rows += sizeOf(batch);
      } catch (error) {
        this.waiting.add(batch);
        this.totals.failures++;
        this.logger.warn('counts of uses were not written; they wait for the next time', { error });
        return false;
      }
    }
  }

  private async forget(): Promise<void> {
    try {
      while (!this.isStopped && (await this.database.bookkeeping.forgetUsage(this.config.usage.keptDays)));
    } catch (error) {
      if (!this.isStopped) this.logger.warn('old counts of uses were not deleted', { error });
    }
  }

  private registerMetrics(): void {
    const { registry, totals, waiting, counter } = this;
    registry.counter({
      name: 'heksher_usage_rows_written_total',
      help: 'Rows of usage counts that were written to the database.',
      read: () => totals.rows,
    });
    registry.counter({
      name: 'heksher_usage_write_failures_total',
      help: 'Writes of usage counts that failed. The counts wait for the next one.',
      read: () => totals.failures,
    });
    registry.gauge({
      name: 'heksher_usage_rows_waiting',
      help: 'Rows of usage counts that wait because an earlier write failed.',
      read: () => waiting.size,
    });
    registry.counter({
      name: 'heksher_usage_dropped_total',
      help: 'Uses that were not counted because there were too many different ones.',
      read: () => counter.counts.dropped + waiting.dropped,
    });
  }
}

function sizeOf({ uses, wins }: { uses: readonly UseCount[]; wins: readonly WinCount[] }): number {
  return uses.length + wins.length;
}
