import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';

const EVERY_MS = 5000;
const PATIENCE_MS = 4000;

/** Looks after the database in the background, so that asking for the health costs nothing. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  isHealthy = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.check();
    this.timer = setInterval(() => void this.check(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    const wasHealthy = this.isHealthy;
    this.isHealthy = await Promise.race([this.database.ping(), outOfPatience()]);
    if (wasHealthy && !this.isHealthy) this.logger.error('the database does not answer');
    if (!wasHealthy && this.isHealthy) this.logger.info('the database answers');
  }
}

function outOfPatience(): Promise<boolean> {
  return new Promise((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref());
}
