import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database, type Condition } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';

const EVERY_MS = 3000;
const EVERY_MS_UNTIL_SURE = 1000;

/** Checks the database in the background, so a request for the health costs nothing. */
@Injectable()
export class HealthMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private condition: Condition = { doesAnswer: false, fault: 'the database does not answer' };
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether the database answers. */
  get isHealthy(): boolean {
    return this.condition.doesAnswer;
  }

  /** Why the service cannot do all of its work, as a sentence; undefined if it can. */
  get fault(): string | undefined {
    const { doesAnswer, fault } = this.condition;
    if (!doesAnswer) return fault;
    const { schema, refusals } = this.database;
    return schema.current.fault ?? schema.current.lacking ?? fault ?? refusals.ofWrites?.sentence;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.check();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async check(): Promise<void> {
    const before = this.condition;
    this.condition = await this.database.check();
    if (this.isStopped) return;
    this.logChange(before, this.condition);
    const isSure = this.isHealthy && (await this.checkSchema()) && this.condition.fault === undefined;
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.check(), isSure ? EVERY_MS : EVERY_MS_UNTIL_SURE).unref();
  }

  private logChange(before: Condition, now: Condition): void {
    const { logger } = this;
    if (before.doesAnswer && !now.doesAnswer) logger.error('the database does not answer');
    if (!before.doesAnswer && now.doesAnswer) logger.info('the database answers');
    if (!now.doesAnswer) return;
    const hadFault = before.doesAnswer && before.fault !== undefined;
    if (now.fault !== undefined && now.fault !== before.fault) logger.error(now.fault);
    if (now.fault === undefined && hadFault) logger.info('the database takes writes again');
  }

  /** Answers whether the schema could be checked. If not, the next ping will say whether the database is not well. */
  private async checkSchema(): Promise<boolean> {
    return this.database.schema.check().then(
      ({ fault, lacking }) => fault === undefined && lacking === undefined,
      () => false,
    );
  }
}
