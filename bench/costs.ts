import { quantile } from './load.js';

/** Processor time of one request, in microseconds. */
export interface Cost {
  /** Of the server under load; undefined if the load generator does the work itself. */
  service: number | undefined;
  /** Of PostgreSQL with all its processes. */
  database: number;
}

/** The results of several rounds. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The cost of a workload over all rounds. */
export interface CostFigures {
  /** Medians. */
  cpuMicroseconds: { service: number | null; database: number };
  /** The range of the service's rounds; null without a service. */
  spread: Spread | null;
  /** The service's cost as a share of W0's in the same round; null if either has none. */
  ofW0: Spread | null;
}

/** The cost of one request, from the processor time of all. NaN for no requests. */
export function costOf(times: { service: number | undefined; database: number }, requests: number): Cost {
  const { service, database } = times;
  return { service: service === undefined ? undefined : service / requests, database: database / requests };
}

/** Sums up the rounds of a workload. `ceiling` has the rounds of W0, which alternated with them. */
export function summarizeCosts(rounds: readonly Cost[], ceiling: readonly Cost[]): CostFigures {
  const services = rounds.flatMap(({ service }) => (service === undefined ? [] : [service]));
  const shares = rounds.flatMap(({ service }, round) => {
    const least = ceiling[round]?.service;
    return service === undefined || least === undefined ? [] : [service / least];
  });
  const service = spreadOf(services, 1);
  return {
    cpuMicroseconds: {
      service: service?.median ?? null,
      database:
        spreadOf(
          rounds.map(({ database }) => database),
          1,
        )?.median ?? 0,
    },
    spread: service,
    ofW0: spreadOf(shares, 2),
  };
}

/** The range of some values, rounded; null for none. */
export function spreadOf(values: readonly number[], digits: number): Spread | null {
  if (values.length === 0) return null;
  const rounded = (value: number) => Number(value.toFixed(digits));
  return {
    min: rounded(Math.min(...values)),
    median: rounded(quantile(values, 0.5)),
    max: rounded(Math.max(...values)),
  };
}
