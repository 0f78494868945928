import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'winston';
import { ChangeStreamModule } from './change-stream/change-stream.module.js';
import { ChangesModule } from './changes/changes.module.js';
import type { HeksherConfig } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { ContextFeaturesModule } from './context-features/context-features.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EvaluationModule } from './evaluation/evaluation.module.js';
import { DocOnlyHealthController } from './health/doc-only-health.controller.js';
import { Draining } from './health/draining.js';
import { HealthModule } from './health/health.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OfrepModule } from './ofrep/ofrep.module.js';
import { QueryModule } from './query/query.module.js';
import { RulesModule } from './rules/rules.module.js';
import { SettingsModule } from './settings/settings.module.js';

export interface AppOptions {
  config: HeksherConfig;
  logger: Logger;
  /** Undefined makes the doc-only graph, which shows the documentation and nothing else. */
  connectionString: string | undefined;
}

/** The modules with routes. */
export const FEATURES = [
  SettingsModule,
  RulesModule,
  ContextFeaturesModule,
  QueryModule,
  EvaluationModule,
  OfrepModule,
  ChangeStreamModule.forRoot(),
  ChangesModule,
  HealthModule,
  MetricsModule,
];

@Module({})
export class AppModule {
  static forRoot({ config, logger, connectionString }: AppOptions): DynamicModule {
    const { cacheMemory, staleIfErrorSeconds, connections } = config;
    const shared = [ConfigModule.forRoot(config), LoggingModule.forRoot(logger)];
    if (connectionString === undefined) {
      return {
        module: AppModule,
        imports: [...shared, MetricsModule],
        controllers: [DocOnlyHealthController],
        providers: [Draining],
      };
    }
    return {
      module: AppModule,
      imports: [
        ...shared,
        DatabaseModule.forRoot({
          connectionString,
          cacheBytes: cacheMemory.bytes,
          staleIfErrorSeconds,
          connections,
          logger,
        }),
        ...FEATURES,
      ],
    };
  }
}
