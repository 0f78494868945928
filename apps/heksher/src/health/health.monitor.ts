import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';

const EVERY_MS = 3000;
const EVERY_MS_UNTIL_WELL = 1000;

/** Looks after the database in the background, so that asking for the health costs nothing. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  isHealthy = false;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.check();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async check(): Promise<void> {
    const wasHealthy = this.isHealthy;
    this.isHealthy = await this.database.ping();
    if (this.isStopped) return;
    if (wasHealthy && !this.isHealthy) this.logger.error('the database does not answer');
    if (!wasHealthy && this.isHealthy) this.logger.info('the database answers');
    this.timer = setTimeout(() => void this.check(), this.isHealthy ? EVERY_MS : EVERY_MS_UNTIL_WELL).unref();
  }
}
