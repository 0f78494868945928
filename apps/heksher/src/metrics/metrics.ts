import { Inject, Injectable } from '@nestjs/common';
import { Registry, collectDefaultMetrics } from 'prom-client';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { RequestCounts } from '../http/requests/request-counts.js';
import { addGauge } from './measure.js';
import { addRequests, printDurations } from './request-metrics.js';

/** All that is measured, in a registry of its own: what every process has, and what others add. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor(
    @Inject(RequestCounts) private readonly counts: RequestCounts,
    @InjectConfig() { version }: HeksherConfig,
  ) {
    collectDefaultMetrics({ register: this.registry });
    addGauge(this.registry, {
      name: 'heksher_build_info',
      help: 'Always 1; the label is the version of the service.',
      labelNames: ['version'],
      read: () => [{ labels: { version }, value: 1 }],
    });
    addRequests(this.registry, counts);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything as it is now, in Prometheus' text format. */
  async print(): Promise<string> {
    return `${await this.registry.metrics()}\n${printDurations(this.counts)}`;
  }
}
