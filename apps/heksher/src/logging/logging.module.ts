import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'winston';

/** The token of the logger, a winston one. */
export const LOGGER = Symbol('logger');

/** Provides the logger to every module. Its creator closes it. */
@Global()
@Module({})
export class LoggingModule {
  static forRoot(logger: Logger): DynamicModule {
    return { module: LoggingModule, providers: [{ provide: LOGGER, useValue: logger }], exports: [LOGGER] };
  }
}
