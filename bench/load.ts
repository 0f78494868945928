import autocannon from 'autocannon';

export const CONNECTIONS = 16;

/** The results of a workload. */
export interface Figures {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers other than 2xx and 304, and broken connections. */
  errors: number;
}

/** One run of a workload. */
export interface Sample {
  /** From the first answer to the last, without the load generator's preparation. */
  seconds: number;
  /** The milliseconds until each answer. */
  times: number[];
  errors: number;
}

export type Load = Omit<autocannon.Options, 'url' | 'connections' | 'duration'>;

/** Puts a load on a server for some seconds. */
export function run(url: string, duration: number, load: Load = {}): Promise<Sample> {
  const times: number[] = [];
  let first = NaN;
  let last = NaN;
  return new Promise((resolve, reject) => {
    const options = { ...load, url, connections: CONNECTIONS, duration };
    const running = autocannon(options, (error: Error | null, { errors, non2xx, '3xx': redirections }) => {
      if (error) reject(error);
      else resolve({ seconds: (last - first) / 1000, times, errors: errors + non2xx - redirections });
    });
    // The load generator's own histogram has only whole milliseconds.
    running.on('response', (_client, _status, _bytes, milliseconds) => {
      last = performance.now();
      if (times.length === 0) first = last;
      times.push(milliseconds);
    });
  });
}

/** The median speed of the samples, and the latencies over all of them. */
export function summarize(samples: readonly Sample[]): Figures {
  const speeds = samples.map(({ times, seconds }) => times.length / seconds);
  const times = samples.flatMap((sample) => sample.times);
  return {
    requestsPerSecond: Math.round(quantile(speeds, 0.5)),
    p50: Number(quantile(times, 0.5).toFixed(2)),
    p99: Number(quantile(times, 0.99).toFixed(2)),
    errors: samples.reduce((all, { errors }) => all + errors, 0),
  };
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  return Float64Array.from(values).sort()[Math.floor(values.length * share)] ?? NaN;
}
