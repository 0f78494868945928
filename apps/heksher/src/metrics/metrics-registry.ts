import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** A number with the labels that distinguish it from others with the same name. */
export interface Sample {
  labels: Record<string, string | number>;
  value: number;
}

/** Numbers that are read on each request for the metrics. */
export interface Measure {
  name: string;
  help: string;
  /** Absent for one number; else the labels that each sample has. */
  labelNames?: readonly string[];
  read: () => number | readonly Sample[];
}

/** The metrics of this process. Each room registers its own, as plain numbers; only this file knows the library. */
@Injectable()
export class MetricsRegistry {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Adds a number that goes up and down. */
  gauge(measure: Measure): void {
    new Gauge({
      ...this.describe(measure),
      collect() {
        this.reset();
        for (const { labels, value } of samplesOf(measure)) this.set(labels, value);
      },
    });
  }

  /** Adds a number that only grows and is counted elsewhere. */
  counter(measure: Measure): void {
    new Counter({
      ...this.describe(measure),
      collect() {
        this.reset();
        for (const { labels, value } of samplesOf(measure)) this.inc(labels, value);
      },
    });
  }

  /** All registered metrics as they are now, in Prometheus' text format. */
  async print(): Promise<string> {
    return this.registry.metrics();
  }

  private describe({ name, help, labelNames = [] }: Measure) {
    return { name, help, labelNames, registers: [this.registry] };
  }
}

function samplesOf({ read }: Measure): readonly Sample[] {
  const samples = read();
  return typeof samples === 'number' ? [{ labels: {}, value: samples }] : samples;
}
