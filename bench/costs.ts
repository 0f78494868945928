import { quantile } from './load.js';

/** Processor time of one request, in microseconds. */
export interface Cost {
  /** Of the server that answers; undefined if the load generator does the work itself. */
  service: number | undefined;
  /** Of PostgreSQL with all its processes. */
  database: number;
}

/** What several rounds came to. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The cost of a workload over all rounds. */
export interface CostFigures {
  /** Medians. */
  cpuMicroseconds: { service: number | null; database: number };
  /** What the rounds of the service lie between; null if it has none. */
  spread: Spread | null;
  /** The service's cost as a share of that of W0 in the same round; null if one of them has none. */
  ofW0: Spread | null;
}

/** The cost of a request, from the processor times that some of them took together; of no requests it is not known. */
export function costOf(times: { service: number | undefined; database: number }, requests: number): Cost {
  const { service, database } = times;
  return { service: service === undefined ? undefined : service / requests, database: database / requests };
}

/** Sums up the rounds of a workload, given those of W0, which were made in turn with them. */
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

function spreadOf(values: readonly number[], digits: number): Spread | null {
  if (values.length === 0) return null;
  const rounded = (value: number) => Number(value.toFixed(digits));
  return {
    min: rounded(Math.min(...values)),
    median: rounded(quantile(values, 0.5)),
    max: rounded(Math.max(...values)),
  };
}
