import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm';
import { Operations } from '@heksher/operations';
import {
  Database,
  PastReader,
  RulesetCache,
  Standby,
  dataSourceOptions,
  findReason,
  type RefusedWork,
  type StandbyOptions,
} from '@heksher/persistence';
import type { Logger } from 'winston';
import { AnswerCache } from '../answers/answer-cache.js';
import { CacheMetrics } from '../answers/cache-metrics.js';
import { MIGRATIONS } from '../../../../migrations/index.js';
import { DatabaseMetrics } from './database-metrics.js';
import { ReasonLog } from './reason-log.js';
import { SchemaCheck } from './schema-check.js';

const CONNECT_TRIES = 10;
const CONNECT_PAUSE_MS = 1000;

/** The share of the caches' memory that is for rulesets. The rest is for printed answers. */
const RULESETS_SHARE = 0.75;

const KNOWN_MIGRATIONS = MIGRATIONS.map(({ name }) => name);

const EXPORTED = [Database, RulesetCache, PastReader, Operations, AnswerCache, SchemaCheck];

export interface DatabaseModuleOptions {
  connectionString: string;
  /** The connection string of a standby that answers reads; undefined for none. */
  standby?: string | undefined;
  /** How much memory the caches may take together. */
  cacheBytes: number;
  /** How long stale answers may be given; never if absent. */
  staleIfErrorSeconds?: number;
  connections?: { size: number; maxAgeSeconds: number };
  logger: Logger;
}

/** Provides the database and its caches to every module. The connections close with the application. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly rulesets: RulesetCache,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.rulesets.close();
    await this.database.close();
  }

  /** Empty providers, for a graph that is made only to be documented. */
  static forPreview(): DynamicModule {
    const providers = EXPORTED.map((provide) => ({ provide, useValue: undefined }));
    return { module: DatabaseModule, providers, exports: EXPORTED };
  }

  static forRoot({
    connectionString,
    standby,
    cacheBytes,
    staleIfErrorSeconds = 0,
    connections,
    logger,
  }: DatabaseModuleOptions): DynamicModule {
    const reasons = new ReasonLog(logger);
    const noteRefusal = (refused: RefusedWork | undefined) => void (refused && reasons.note(refused));
    const onIdleError = (error: Error) => logger.warn('an idle database connection broke', { error });
    const shared = {
      poolSize: connections?.size,
      maxAgeSeconds: connections?.maxAgeSeconds,
      onIdleError,
      onRefused: (error: Error) => noteRefusal(findReason(error)),
    };
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ connectionString, ...shared }),
          retryAttempts: CONNECT_TRIES,
          retryDelay: CONNECT_PAUSE_MS,
        }),
      ],
      providers: [
        SchemaCheck,
        DatabaseMetrics,
        CacheMetrics,
        {
          provide: Database,
          useFactory: async (dataSource) => {
            const near = standby && new Standby({ connectionString: standby, ...shared, onChange: logStandby(logger) });
            const database = new Database(dataSource, KNOWN_MIGRATIONS, near || undefined);
            database.refusals.onRefusal(noteRefusal);
            await database.standby?.connect();
            return database;
          },
          inject: [getDataSourceToken()],
        },
        {
          provide: RulesetCache,
          useFactory: (database: Database) =>
            new RulesetCache(database, cacheBytes * RULESETS_SHARE, staleIfErrorSeconds * 1000),
          inject: [Database],
        },
        {
          provide: PastReader,
          useFactory: (database: Database, rulesets: RulesetCache) => new PastReader(database, rulesets),
          inject: [Database, RulesetCache],
        },
        {
          provide: Operations,
          useFactory: (database: Database, rulesets: RulesetCache) => new Operations(database, rulesets),
          inject: [Database, RulesetCache],
        },
        {
          provide: AnswerCache,
          useFactory: (rulesets: RulesetCache) => new AnswerCache(rulesets, cacheBytes * (1 - RULESETS_SHARE)),
          inject: [RulesetCache],
        },
      ],
      exports: EXPORTED,
    };
  }
}

/** Logs when reads begin to go to the standby, and when they go to the primary instead. */
function logStandby(logger: Logger): NonNullable<StandbyOptions['onChange']> {
  return (isInUse, reason) => {
    if (isInUse) logger.info('the standby answers reads');
    else logger.warn('the standby is not in use, so reads go to the primary', { reason });
  };
}
