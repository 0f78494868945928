import type { Registry } from 'prom-client';
import type { ChangeHub } from '../change-stream/change-hub.js';
import { addCounter, addGauge } from './measure.js';

/** Shows who follows the change log. */
export function addStreams(registry: Registry, hub: ChangeHub): void {
  addGauge(registry, {
    name: 'heksher_streams_open',
    help: 'Open streams: of changes, or of signs to fetch flags again.',
    labelNames: ['kind'],
    read: () => (['changes', 'ofrep'] as const).map((kind) => ({ labels: { kind }, value: hub.countOf(kind) })),
  });
  addCounter(registry, {
    name: 'heksher_streams_cut_off_total',
    help: 'Streams that were cut off because their client did not read.',
    read: () => hub.cutOff,
  });
}
