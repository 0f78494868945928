import { Module } from '@nestjs/common';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';
import { HealthFastHandler } from './health.fast-handler.js';
import { HealthMetrics } from './health-metrics.js';
import { HealthMonitor } from './health.monitor.js';

@Module({ controllers: [HealthController], providers: [Draining, HealthMonitor, HealthMetrics, HealthFastHandler] })
export class HealthModule {}
