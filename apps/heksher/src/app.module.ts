import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'winston';
import { AccessModule } from './access/access.module.js';
import { SignInModule } from './access/sign-in/sign-in.module.js';
import { TokensModule } from './access/tokens/tokens.module.js';
import { ChangeStreamModule } from './change-stream/change-stream.module.js';
import { ChangeSetsModule } from './change-sets/change-sets.module.js';
import { ChangesModule } from './changes/changes.module.js';
import type { HeksherConfig } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { CountingModule } from './counting/counting.module.js';
import { ContextFeaturesModule } from './context-features/context-features.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EvaluationModule } from './evaluation/evaluation.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { DocOnlyHealthController } from './health/doc-only-health.controller.js';
import { Draining } from './health/draining.js';
import { HealthModule } from './health/health.module.js';
import { HistoryModule } from './history/history.module.js';
import { LogRetentionModule } from './log-retention/log-retention.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MutationsModule } from './mutations/mutations.module.js';
import { OfrepModule } from './ofrep/ofrep.module.js';
import { QueryModule } from './query/query.module.js';
import { RulesModule } from './rules/rules.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { SnapshotModule } from './snapshot/snapshot.module.js';
import { UsageModule } from './usage/usage.module.js';

export interface AppOptions {
  config: HeksherConfig;
  logger: Logger;
  /** If undefined, the graph is doc-only: it serves nothing but the documentation. */
  connectionString: string | undefined;
}

/** The modules with routes, and what they share. */
export const FEATURES = [
  CountingModule,
  AccessModule,
  SignInModule,
  MutationsModule,
  SettingsModule,
  RulesModule,
  ContextFeaturesModule,
  QueryModule,
  SnapshotModule,
  EvaluationModule,
  OfrepModule,
  ChangeStreamModule.forRoot(),
  ChangesModule,
  HistoryModule,
  ChangeSetsModule,
  DocumentsModule,
  TokensModule,
  UsageModule,
  HealthModule,
  MetricsModule,
];

@Module({})
export class AppModule {
  static forRoot({ config, logger, connectionString }: AppOptions): DynamicModule {
    const { cacheMemory, staleIfErrorSeconds, standby, connections } = config;
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
          standby,
          cacheBytes: cacheMemory.bytes,
          staleIfErrorSeconds,
          connections,
          logger,
        }),
        ...FEATURES,
        LogRetentionModule,
      ],
    };
  }
}
