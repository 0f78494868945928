import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Step } from './mix.js';
import type { Sample } from './samples.js';

/** The results of a minute. Memory is in MiB, times are in milliseconds. */
export interface Minute {
  requests: number;
  requestsPerSecond: number;
  p50: number;
  p99: number;
  /** The number of unexpected answers, by kind and status. */
  errors: Record<string, number>;
  resident: number;
  heap: number;
  descriptors: number;
  connections: number;
}

/** Counts the steps of one minute. */
export class Tally {
  private readonly started = performance.now();
  private readonly microseconds: RecordableHistogram = createHistogram();
  private readonly errors: Record<string, number> = {};
  private requests = 0;

  count(kind: string, step: Step | Error): void {
    this.requests += 1;
    if (step instanceof Error) return this.note(`${kind}: ${step.message}`);
    if (step.status !== step.expected) this.note(`${kind}: ${step.status}`);
    if (step.milliseconds !== undefined) this.microseconds.record(Math.max(1, Math.round(step.milliseconds * 1000)));
  }

  /** Ends the minute, and answers its results with the samples. */
  end(samples: readonly Sample[]): Minute {
    const seconds = (performance.now() - this.started) / 1000;
    const milliseconds = (percentile: number) => Number((this.microseconds.percentile(percentile) / 1000).toFixed(1));
    const of = (name: keyof Sample) => Math.round(median(samples.map((sample) => sample[name])));
    return {
      requests: this.requests,
      requestsPerSecond: Math.round(this.requests / seconds),
      p50: milliseconds(50),
      p99: milliseconds(99),
      errors: this.errors,
      resident: of('resident'),
      heap: of('heap'),
      descriptors: of('descriptors'),
      connections: of('connections'),
    };
  }

  private note(error: string): void {
    this.errors[error] = (this.errors[error] ?? 0) + 1;
  }
}

/** The median; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
