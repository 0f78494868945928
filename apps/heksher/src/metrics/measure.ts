import { Counter, Gauge, type Registry } from 'prom-client';

/** A number with what tells it from the others of its name. */
export interface Sample {
  labels: Record<string, string | number>;
  value: number;
}

/** Something that is looked at when somebody asks. */
export interface Measure {
  name: string;
  help: string;
  /** One number; or several, each with these labels. */
  labelNames?: readonly string[];
  read: () => number | readonly Sample[];
}

/** Shows a number that goes up and down. */
export function addGauge(registry: Registry, measure: Measure): void {
  new Gauge({
    ...described(registry, measure),
    collect() {
      this.reset();
      for (const { labels, value } of samplesOf(measure.read())) this.set(labels, value);
    },
  });
}

/** Shows a number that only grows, and is counted elsewhere. */
export function addCounter(registry: Registry, measure: Measure): void {
  new Counter({
    ...described(registry, measure),
    collect() {
      this.reset();
      for (const { labels, value } of samplesOf(measure.read())) this.inc(labels, value);
    },
  });
}

function described(registry: Registry, { name, help, labelNames = [] }: Measure) {
  return { name, help, labelNames, registers: [registry] };
}

function samplesOf(read: number | readonly Sample[]): readonly Sample[] {
  return typeof read === 'number' ? [{ labels: {}, value: read }] : read;
}
