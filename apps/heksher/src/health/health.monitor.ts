import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';

const EVERY_MS = 3000;
const EVERY_MS_UNTIL_SURE = 1000;

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

  /** Why the database is of no use at the moment, as a sentence; undefined where it is well. */
  get fault(): string | undefined {
    const { fault, lacking } = this.database.schema.current;
    return this.isHealthy ? (fault ?? lacking) : 'the database does not answer';
  }

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
    const isSure = this.isHealthy && (await this.checkSchema());
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.check(), isSure ? EVERY_MS : EVERY_MS_UNTIL_SURE).unref();
  }

  /** Answers whether the schema could be checked. If not, the next ping will say whether the database is not well. */
  private async checkSchema(): Promise<boolean> {
    return this.database.schema.check().then(
      ({ fault, lacking }) => fault === undefined && lacking === undefined,
      () => false,
    );
  }
}
