import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { SchemaCheck } from '../database/schema-check.js';
import { LOGGER } from '../logging/logging.module.js';

const EVERY_MS = 3000;
const EVERY_MS_UNTIL_SURE = 1000;

/** Looks after the database in the background, so that asking for the health costs nothing. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  isHealthy = false;
  private schemaFault: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly schema: SchemaCheck,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Why the database is of no use at the moment, as a sentence; undefined where it is well. */
  get fault(): string | undefined {
    return this.isHealthy ? this.schemaFault : 'the database does not answer';
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

  /** Answers whether the schema could be seen. If not, the next check will say whether the database is not well. */
  private async checkSchema(): Promise<boolean> {
    const hadFault = this.schemaFault !== undefined;
    try {
      this.schemaFault = await this.schema.whyUnfit();
    } catch {
      return false;
    }
    if (!hadFault && this.schemaFault !== undefined) this.logger.error(this.schemaFault);
    if (hadFault && this.schemaFault === undefined) this.logger.info('the database has its schema again');
    return true;
  }
}
