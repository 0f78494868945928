import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { Draining } from './draining.js';
import { HealthMonitor } from './health.monitor.js';

/** The health as numbers. */
@Injectable()
export class HealthMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly draining: Draining,
    private readonly monitor: HealthMonitor,
  ) {}

  onModuleInit(): void {
    this.registry.gauge({
      name: 'heksher_ready',
      help: 'Whether requests may be sent here: 1 or 0.',
      read: () => Number(!this.draining.isUnderWay && this.monitor.fault === undefined),
    });
    this.registry.gauge({
      name: 'heksher_database_up',
      help: 'Whether the database answered the last check: 1 or 0.',
      read: () => Number(this.monitor.isHealthy),
    });
  }
}
