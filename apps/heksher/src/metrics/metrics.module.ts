import { Module, type DynamicModule } from '@nestjs/common';
import { RequestCounts } from '../http/requests/request-counts.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { ServiceMetrics } from './service-metrics.js';

/** What the service tells of itself: of its process and its requests, and with a database of all the rest. */
@Module({ controllers: [MetricsController], providers: [RequestCounts, Metrics] })
export class MetricsModule {
  static forService(): DynamicModule {
    return { module: MetricsModule, providers: [ServiceMetrics] };
  }
}
