import autocannon from 'autocannon';

export const CONNECTIONS = 16;

const WARM_UP_SECONDS = 4;

/** What a workload came to. */
export interface Figures {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers that were not of the two hundreds or a 304, and connections that broke. */
  errors: number;
}

export type Load = Omit<autocannon.Options, 'url' | 'connections' | 'duration'>;

/** Puts a load on a server for some seconds, after some that are not counted: so long does V8 take to optimise. */
export async function measure(url: string, seconds: number, load: Load = {}): Promise<Figures> {
  await run(url, WARM_UP_SECONDS, load);
  const { requests, latency, errors, non2xx, '3xx': redirections } = await run(url, seconds, load);
  return {
    requestsPerSecond: Math.round(requests.average),
    p50: latency.p50,
    p99: latency.p99,
    errors: errors + non2xx - redirections,
  };
}

async function run(url: string, duration: number, load: Load): Promise<autocannon.Result> {
  return autocannon({ ...load, url, connections: CONNECTIONS, duration });
}
