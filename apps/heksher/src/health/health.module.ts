import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthMonitor } from './health.monitor.js';

@Module({ controllers: [HealthController], providers: [HealthMonitor] })
export class HealthModule {}
