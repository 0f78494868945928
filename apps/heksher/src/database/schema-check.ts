import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type SchemaVerdict } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';

/**
 * Lets the service start only on a schema that it can work with, and logs later changes of the schema. A newer schema is only
 * a warning: a newer version of the service needs it.
 */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const { schema } = this.database;
    const found = await schema.check();
    if (found.fault !== undefined) throw new Error(found.fault);
    this.log({ fault: undefined, lacking: undefined }, found);
    schema.onVerdict((before, now) => this.log(before, now));
    const unknown = schema.unknownMigrations;
    if (unknown.length > 0) this.logger.warn('the database has a newer schema than this version knows', { unknown });
  }

  private log(before: SchemaVerdict, now: SchemaVerdict): void {
    const { logger } = this;
    if (now.fault !== undefined && now.fault !== before.fault) logger.error(now.fault);
    if (now.fault === undefined && before.fault !== undefined) logger.info('the database has its schema again');
    if (now.fault !== undefined || now.lacking === before.lacking) return;
    if (now.lacking === undefined) logger.info('the role has all rights again');
    else logger.error(now.lacking);
  }
}
