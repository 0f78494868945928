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
  const { result, times } = await run(url, seconds, load);
  const { requests, errors, non2xx, '3xx': redirections } = result;
  return {
    requestsPerSecond: Math.round(requests.average),
    ...percentiles(times),
    errors: errors + non2xx - redirections,
  };
}

/** The median and the 99th percentile. */
export function percentiles(milliseconds: number[]): { p50: number; p99: number } {
  const sorted = Float64Array.from(milliseconds).sort();
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
  return { p50: at(0.5), p99: at(0.99) };
}

/** The load, with what each answer took: the load generator's own histogram knows whole milliseconds only. */
function run(url: string, duration: number, load: Load): Promise<{ result: autocannon.Result; times: number[] }> {
  const times: number[] = [];
  return new Promise((resolve, reject) => {
    const options = { ...load, url, connections: CONNECTIONS, duration };
    const running = autocannon(options, (error: Error | null, result) => {
      if (error) reject(error);
      else resolve({ result, times });
    });
    running.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  });
}
