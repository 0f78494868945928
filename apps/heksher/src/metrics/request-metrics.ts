import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { BUCKETS, RequestCounts, type RequestTally } from '../http/requests/request-counts.js';
import { MetricsRegistry } from './metrics-registry.js';

const DURATION = 'heksher_http_request_duration_seconds';

/** The version of the service, and the requests that it answered. */
@Injectable()
export class RequestMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    @Inject(RequestCounts) private readonly counts: RequestCounts,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  onModuleInit(): void {
    const { version } = this.config;
    this.registry.gauge({
      name: 'heksher_build_info',
      help: 'Always 1; the label is the version of the service.',
      labelNames: ['version'],
      read: () => [{ labels: { version }, value: 1 }],
    });
    this.registry.counter({
      name: 'heksher_http_requests_total',
      help: 'Finished requests, streams included.',
      labelNames: ['method', 'route', 'status'],
      read: () =>
        this.counts
          .all()
          .map(({ method, route, status, count }) => ({ labels: { method, route, status }, value: count })),
    });
  }

  /**
   * The histogram of durations in Prometheus' text format. It is printed here because the library's histograms take no
   * numbers that were counted elsewhere.
   */
  printDurations(): string {
    const lines = this.counts.all().filter(hasDuration).flatMap(printTally);
    return [
      `# HELP ${DURATION} How long requests took; streams and what could not be read have no duration.`,
      `# TYPE ${DURATION} histogram`,
    ]
      .concat(lines, '')
      .join('\n');
  }
}

function hasDuration({ buckets }: RequestTally): boolean {
  return buckets.some((many) => many > 0);
}

function printTally({ method, route, status, milliseconds, buckets }: RequestTally): string[] {
  const labels = `method="${method}",route="${route}",status="${status}"`;
  let below = 0;
  const lines = buckets.map((many, at) => {
    below += many;
    return `${DURATION}_bucket{le="${BUCKETS[at] ?? '+Inf'}",${labels}} ${below}`;
  });
  return [...lines, `${DURATION}_sum{${labels}} ${milliseconds / 1000}`, `${DURATION}_count{${labels}} ${below}`];
}
