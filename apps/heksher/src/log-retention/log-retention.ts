import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { LOGGER } from '../logging/logging.module.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';

const EVERY_MS = 60 * 60 * 1000;

/** Deletes old changes every hour, in batches. Every instance does; changes that one has deleted are gone for the next. */
@Injectable()
export class LogRetention implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private oldest: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    @InjectConfig() private readonly config: HeksherConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.gauge({
      name: 'heksher_changes_oldest_sequence',
      help: 'The sequence of the oldest change in the log, as of the last hour.',
      read: () => (this.oldest === undefined ? [] : [{ labels: {}, value: this.oldest }]),
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS).unref();
    void this.run();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      const count = this.config.keptChanges.days > 0 ? await this.forget() : 0;
      const oldest = await this.database.read(({ changes }) => changes.findOldest());
      this.oldest = oldest === undefined ? undefined : Number(oldest);
      if (count > 0) this.logger.info('old changes were deleted from the log', { count, oldest: this.oldest });
    } catch (error) {
      if (!this.isStopped) this.logger.warn('old changes were not deleted from the log', { error });
    }
  }

  /** Deletes batch after batch, and returns the number of deleted changes. */
  private async forget(): Promise<number> {
    let forgotten = 0;
    while (!this.isStopped) {
      const { count, isMore } = await this.database.bookkeeping.forgetChanges(this.config.keptChanges);
      forgotten += count;
      if (!isMore) break;
    }
    return forgotten;
  }
}
