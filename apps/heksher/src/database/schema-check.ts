import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Deadline, LOOK_PATIENCE_MS } from '@heksher/persistence';
import type { Logger } from 'winston';
import { MIGRATIONS } from '../../../../migrations/index.js';
import { LOGGER } from '../logging/logging.module.js';

const KNOWN = MIGRATIONS.map(({ name }) => name);

/** Lets the service start only on a schema that it can work with. A newer one is a warning: newer services need it. */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const applied = await this.database.listMigrations();
    const fault = faultOf(applied);
    if (fault !== undefined) throw new Error(fault);
    const unknown = applied.filter((name) => !KNOWN.includes(name));
    if (unknown.length > 0) this.logger.warn('the database has a newer schema than this version knows', { unknown });
  }

  /** Why this version can't work with the schema as it is now; undefined where it can. Soon throws `unavailable`. */
  async whyUnfit(): Promise<string | undefined> {
    return faultOf(await this.database.listMigrations({ until: new Deadline(LOOK_PATIENCE_MS) }));
  }
}

function faultOf(applied: readonly string[]): string | undefined {
  if (KNOWN.every((name) => applied.includes(name))) return undefined;
  const state = applied.length === 0 ? 'has no schema yet' : 'has an older schema than this version needs';
  return `the database ${state}: run "npm run migration:run" on it first`;
}
