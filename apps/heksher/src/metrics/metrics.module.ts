import { Global, Module } from '@nestjs/common';
import { RequestCounts } from '../http/requests/request-counts.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.js';
import { RequestMetrics } from './request-metrics.js';

/** The registry that every room may add metrics to, and the route that shows them. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [RequestCounts, MetricsRegistry, RequestMetrics],
  exports: [MetricsRegistry],
})
export class MetricsModule {}
