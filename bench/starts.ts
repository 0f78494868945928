import { quantile } from './load.js';
import { startService } from './processes.js';
import { QUERY_ALL, QUERY_TEN, fetchLoaded } from './workloads.js';

/** How often the service is started for each query. */
const STARTS = 7;

/** Measures how long after the start of its process the service listens, and has answered a query. In milliseconds. */
export async function measureStarts(connectionString: string, print: (line: string) => void): Promise<void> {
  for (const [name, query] of Object.entries({ 'ten settings': QUERY_TEN, everything: QUERY_ALL })) {
    const starts = [];
    for (let count = 0; count < STARTS; count++) starts.push(await start(connectionString, query));
    const listening = spread(starts.map((one) => one.listening));
    print(
      `a start: listens after ${listening}; a query of ${name} answered after ${spread(starts.map((one) => one.answered))}`,
    );
  }
}

async function start(connectionString: string, query: string): Promise<{ listening: number; answered: number }> {
  const begin = performance.now();
  const service = await startService(connectionString);
  const listening = performance.now() - begin;
  await fetchLoaded(service.url + query);
  const answered = performance.now() - begin;
  await service.stop();
  return { listening, answered };
}

function spread(times: readonly number[]): string {
  const [least, median, most] = [0, 0.5, 0.99].map((share) => Math.round(quantile(times, share)));
  return `${least}–**${median}**–${most} ms`;
}
