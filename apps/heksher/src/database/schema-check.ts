import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { MIGRATIONS } from '../../../../migrations/index.js';
import { LOGGER } from '../logging/logging.module.js';

/** Lets the service start only on a schema that it can work with. A newer one is a warning: newer services need it. */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const applied = await this.database.listMigrations();
    const known = MIGRATIONS.map(({ name }) => name);
    if (known.some((name) => !applied.includes(name))) {
      const state = applied.length === 0 ? 'has no schema yet' : 'has an older schema than this version needs';
      throw new Error(`the database ${state}: run "npm run migration:run" on it first`);
    }
    const unknown = applied.filter((name) => !known.includes(name));
    if (unknown.length > 0) this.logger.warn('the database has a newer schema than this version knows', { unknown });
  }
}
