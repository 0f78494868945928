import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeHub } from './change-hub.js';
import { StreamMetrics } from './stream-metrics.js';

/** The time between two comments on an idle stream: shorter than the idle timeouts of common proxies. */
const HEARTBEAT_MS = 15_000;

/** The engine behind both streams: changes of the log, and OFREP's signal to evaluate flags again. */
@Global()
@Module({})
export class ChangeStreamModule {
  static forRoot({ heartbeatMs } = { heartbeatMs: HEARTBEAT_MS }): DynamicModule {
    const hub = {
      provide: ChangeHub,
      useFactory: (database: Database, logger: Logger) => new ChangeHub(new ChangeFeed(database), logger, heartbeatMs),
      inject: [Database, LOGGER],
    };
    return { module: ChangeStreamModule, providers: [hub, StreamMetrics], exports: [ChangeHub] };
  }
}
