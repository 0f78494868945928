import { expect } from '@jest/globals';
import { ApiDocument } from './document.js';
import { startOnDatabase, type BuiltService } from '../support/service-process.js';

/** How many requests are sent, and over how many connections at once. */
export const REQUESTS = Number(process.env.HEKSHER_FUZZ_REQUESTS ?? 8000);
export const CONNECTIONS = Number(process.env.HEKSHER_FUZZ_CONNECTIONS ?? 8);
/**
 * The same seed gives the same requests to a service that is in the same state. Without one that is given the requests are
 * always the same, so that a change is judged by what it changes; `random` looks for what nobody has found yet.
 */
export const SEED = readSeed(process.env.HEKSHER_FUZZ_SEED ?? '1');

function readSeed(given: string): number {
  return given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

export interface Fuzzing {
  service: BuiltService;
  document: ApiDocument;
}

/** The service as it is built, and what it says of itself. */
export async function startFuzzing(): Promise<Fuzzing> {
  const service = await startOnDatabase();
  const description = await fetch(`${service.heksher.url}/openapi.json`);
  return { service, document: new ApiDocument((await description.json()) as OpenApi) };
}
type OpenApi = ConstructorParameters<typeof ApiDocument>[0];

/** Does some work with each item, with as many at once as there are connections. */
export async function spread<Item>(items: Item[], work: (item: Item, place: number) => Promise<void>): Promise<void> {
  const waiting = items.entries();
  const workers = Array.from({ length: CONNECTIONS }, async () => {
    for (const [place, item] of waiting) await work(item, place);
  });
  await Promise.all(workers);
}

/** Claims that a list is empty; what a failure shows says how to have the same requests again. */
export function expectNone(list: string[]): void {
  expect({ HEKSHER_FUZZ_SEED: SEED, list }).toEqual({ HEKSHER_FUZZ_SEED: SEED, list: [] });
}

/** What the service has logged that somebody would have to look at. */
export function complaints({ program }: BuiltService): string[] {
  return (program.stdout + program.stderr).split('\n').filter((line) => /"level":"(warn|error)/.test(line));
}
