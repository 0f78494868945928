import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm';
import { Database, dataSourceOptions } from '@heksher/persistence';
import type { Logger } from 'winston';

const CONNECT_TRIES = 10;
const CONNECT_PAUSE_MS = 1000;

/** Gives the doors to the database to everything. The connections are closed when the application is. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(connectionString: string, logger: Logger): DynamicModule {
    const onIdleError = (error: Error) => logger.warn('an idle database connection broke', { error });
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ connectionString, onIdleError }),
          retryAttempts: CONNECT_TRIES,
          retryDelay: CONNECT_PAUSE_MS,
        }),
      ],
      providers: [
        { provide: Database, useFactory: (dataSource) => new Database(dataSource), inject: [getDataSourceToken()] },
      ],
      exports: [Database],
    };
  }
}
