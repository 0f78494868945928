import pg from 'pg';
import { spreadOf } from './costs.js';
import { quantile, run, type Load, type Sample } from './load.js';
import { processorTimeOf } from './postgres-time.js';
import { startService } from './processes.js';
import { DIFFERENT_REQUESTS, bulk, post, randomContext } from './requests.js';
import { SIZES, seed } from './seed.js';
import { printRows, printSpread } from './table.js';
import { startUnleashServer } from './unleash/server.js';

const ROUNDS = 5;
const WARM_UP_SECONDS = 4;

interface Subject {
  name: string;
  url: string;
  load: Load;
  pid: number;
  samples: Sample[];
  /** Processor time for each answer, in microseconds. */
  costs: number[];
}

/** Measures the same work on this service and on another product that holds the same rules. */
export async function measurePeer(url: string, seconds: number, print: (line: string) => void): Promise<void> {
  const service = await startService(url);
  await seed(service.url, 'S');
  const unleash = await startUnleashServer(await createDatabase(url, 'unleash'));
  try {
    const contexts = Array.from({ length: DIFFERENT_REQUESTS }, () => randomContext('S'));
    const ours: Load = { requests: contexts.map((context) => post(bulk(context))) };
    const theirs: Load = {
      requests: contexts.map((context) => {
        const { pathname, search } = new URL(unleash.flagsIn(context));
        return { method: 'GET' as const, path: pathname + search, headers: { ...unleash.headers } };
      }),
    };
    const subjects = [
      subject('this service, OFREP bulk', { url: service.url, load: ours, pid: service.process.pid }),
      subject('Unleash, frontend API', { url: unleash.flagsIn({}), load: theirs, pid: unleash.process.pid }),
    ];
    await measure(subjects, seconds, print);
    print(`\n${SIZES.S.settings} flags × ${SIZES.S.rules} rules in a context\n\n${printResults(subjects)}`);
  } finally {
    await unleash.stop();
    await service.stop();
  }
}

function subject(
  name: string,
  { url, load, pid = NaN }: { url: string; load: Load; pid?: number | undefined },
): Subject {
  return { name, url, load, pid, samples: [], costs: [] };
}

async function measure(subjects: readonly Subject[], seconds: number, print: (line: string) => void): Promise<void> {
  for (const { url, load } of subjects) await run(url, WARM_UP_SECONDS, load);
  for (let round = 1; round <= ROUNDS; round++) {
    print(`round ${round} of ${ROUNDS}`);
    for (const one of subjects) {
      const before = processorTimeOf(one.pid);
      const sample = await run(one.url, seconds / ROUNDS, one.load);
      one.costs.push((processorTimeOf(one.pid) - before) / sample.times.length);
      one.samples.push(sample);
    }
  }
}

function printResults(subjects: readonly Subject[]): string {
  const speedOf = ({ times, seconds }: Sample) => times.length / seconds;
  const rows = subjects.map(({ name, samples, costs }) => {
    const times = samples.flatMap((sample) => sample.times);
    const errors = samples.reduce((sum, sample) => sum + sample.errors, 0);
    const latency = [0.5, 0.99].map((share) => quantile(times, share).toFixed(2));
    return [name, printSpread(spreadOf(costs, 0)), printSpread(spreadOf(samples.map(speedOf), 0)), ...latency, errors];
  });
  const [ours, theirs] = subjects;
  const speeds = ours?.samples.map((sample, at) => speedOf(sample) / speedOf(theirs?.samples[at] as Sample)) ?? [];
  const costs = ours?.costs.map((cost, at) => cost / (theirs?.costs[at] ?? NaN)) ?? [];
  rows.push(['ratio', printSpread(spreadOf(costs, 2)), printSpread(spreadOf(speeds, 1)), '', '', '']);
  return printRows(['what', 'processor µs', 'requests/s', 'p50 ms', 'p99 ms', 'errors'], rows);
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}
