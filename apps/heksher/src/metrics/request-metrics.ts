import type { Registry } from 'prom-client';
import { BUCKETS, type RequestCounts, type RequestTally } from '../http/requests/request-counts.js';
import { addCounter } from './measure.js';

const DURATION = 'heksher_http_request_duration_seconds';

/** Shows how many requests there were. */
export function addRequests(registry: Registry, counts: RequestCounts): void {
  addCounter(registry, {
    name: 'heksher_http_requests_total',
    help: 'Requests that are over, streams included.',
    labelNames: ['method', 'route', 'status'],
    read: () =>
      counts.all().map(({ method, route, status, count }) => ({ labels: { method, route, status }, value: count })),
  });
}

/**
 * How long requests took, as a histogram in Prometheus' text format. It is printed here, since the library's histograms
 * take no numbers that were counted elsewhere.
 */
export function printDurations(counts: RequestCounts): string {
  const lines = counts.all().filter(isMeasured).flatMap(printTally);
  return [
    `# HELP ${DURATION} How long requests took; streams and what could not be read have no duration.`,
    `# TYPE ${DURATION} histogram`,
  ]
    .concat(lines, '')
    .join('\n');
}

function isMeasured({ buckets }: RequestTally): boolean {
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
