import { expect } from '@jest/globals';
import { ApiDocument } from './document.js';
import { startOnDatabase, type BuiltService } from '../support/service-process.js';

/** The number of requests, and of concurrent connections. */
export const REQUESTS = Number(process.env.HEKSHER_FUZZ_REQUESTS ?? 8000);
export const CONNECTIONS = Number(process.env.HEKSHER_FUZZ_CONNECTIONS ?? 8);
/**
 * The same seed sends the same requests to a service in the same state. Without HEKSHER_FUZZ_SEED the requests are
 * always the same, so that a failure is due to a change; `random` looks for new faults.
 */
export const SEED = readSeed(process.env.HEKSHER_FUZZ_SEED ?? '1');

function readSeed(given: string): number {
  return given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

export interface Fuzzing {
  service: BuiltService;
  document: ApiDocument;
}

/** The built service, and its document. */
export async function startFuzzing(): Promise<Fuzzing> {
  const service = await startOnDatabase();
  const description = await fetch(`${service.heksher.url}/openapi.json`);
  return { service, document: new ApiDocument((await description.json()) as OpenApi) };
}
type OpenApi = ConstructorParameters<typeof ApiDocument>[0];

/** Processes all items, one per connection at a time. */
export async function spread<Item>(items: Item[], work: (item: Item, place: number) => Promise<void>): Promise<void> {
  const waiting = items.entries();
  const workers = Array.from({ length: CONNECTIONS }, async () => {
    for (const [place, item] of waiting) await work(item, place);
  });
  await Promise.all(workers);
}

/** Expects a list to be empty. A failure shows how to repeat the requests. */
export function expectNone(list: string[]): void {
  expect({ HEKSHER_FUZZ_SEED: SEED, list }).toEqual({ HEKSHER_FUZZ_SEED: SEED, list: [] });
}

/** The warnings and errors that the service has logged. */
export function complaints({ program }: BuiltService): string[] {
  return (program.stdout + program.stderr).split('\n').filter((line) => /"level":"(warn|error)/.test(line));
}
