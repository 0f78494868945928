import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { ChangeHub } from './change-hub.js';

const KINDS = ['changes', 'ofrep'] as const;

/** The open streams, and those that were cut off. */
@Injectable()
export class StreamMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly hub: ChangeHub,
  ) {}

  onModuleInit(): void {
    this.registry.gauge({
      name: 'heksher_streams_open',
      help: 'Open streams: of changes, or of events for OpenFeature.',
      labelNames: ['kind'],
      read: () => KINDS.map((kind) => ({ labels: { kind }, value: this.hub.countOf(kind) })),
    });
    this.registry.counter({
      name: 'heksher_streams_cut_off_total',
      help: 'Streams that were cut off because their client did not read.',
      read: () => this.hub.cutOff,
    });
  }
}
