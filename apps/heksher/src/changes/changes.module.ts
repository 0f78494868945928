import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '@heksher/persistence';
import type { Logger } from 'winston';
import { LOGGER } from '../logging/logging.module.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeHub } from './change-hub.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';
import { OfrepStreamController } from './ofrep-stream.controller.js';

const HEARTBEAT_MS = 15_000;

@Module({})
export class ChangesModule {
  static forRoot({ heartbeatMs } = { heartbeatMs: HEARTBEAT_MS }): DynamicModule {
    return {
      module: ChangesModule,
      controllers: [ChangesController, OfrepStreamController],
      providers: [
        ChangesService,
        {
          provide: ChangeHub,
          useFactory: (database: Database, logger: Logger) =>
            new ChangeHub(new ChangeFeed(database), logger, heartbeatMs),
          inject: [Database, LOGGER],
        },
      ],
    };
  }
}
