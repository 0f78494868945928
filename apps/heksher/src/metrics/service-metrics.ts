import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database, RulesetCache } from '@heksher/persistence';
import { ChangeHub } from '../change-stream/change-hub.js';
import { Draining } from '../health/draining.js';
import { HealthMonitor } from '../health/health.monitor.js';
import { AnswerCache } from '../answers/answer-cache.js';
import { addCaches, addHead } from './cache-metrics.js';
import { addDatabase } from './database-metrics.js';
import { addGauge } from './measure.js';
import { Metrics } from './metrics.js';
import { addStreams } from './stream-metrics.js';

/** Adds what a service with a database has, from all of its modules. */
@Injectable()
export class ServiceMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    const { registry } = this.metrics;
    const anywhere = { strict: false };
    const rulesets = this.modules.get(RulesetCache, anywhere);
    const draining = this.modules.get(Draining, anywhere);
    const monitor = this.modules.get(HealthMonitor, anywhere);
    addDatabase(registry, this.modules.get(Database, anywhere));
    addCaches(registry, rulesets, this.modules.get(AnswerCache, anywhere));
    addHead(registry, rulesets);
    addStreams(registry, this.modules.get(ChangeHub, anywhere));
    addGauge(registry, {
      name: 'heksher_ready',
      help: 'Whether requests may be sent here: 1 or 0.',
      read: () => Number(!draining.isUnderWay && monitor.fault === undefined),
    });
    addGauge(registry, {
      name: 'heksher_database_up',
      help: 'Whether the database answered the last check: 1 or 0.',
      read: () => Number(monitor.isHealthy),
    });
  }
}
