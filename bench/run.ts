import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { migrate } from '../migrations/migrate.js';
import { summarize, type Figures, type Sample } from './load.js';
import { startService } from './processes.js';
import { SIZES, seed, type Size } from './seed.js';
import { measureStreams, type StreamFigures } from './streams.js';
import { WORKLOADS, type Workload } from './workloads.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'M' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});

/** All workloads take turns, so that a machine whose speed changes from minute to minute changes it for all alike. */
const ROUNDS = 5;
/** What is not counted: so long does V8 take to optimise, … */
const WARM_UP_SECONDS = 4;
/** … and so long do caches to hold again what the workload before has changed. */
const SETTLING_SECONDS = 0.5;
const MOST_SETTLING = 20;

type Row = Figures & { memory: number };

interface Run {
  name: string;
  workload: Workload;
  samples: Sample[];
  /** Of the service, in MiB. */
  memory: number;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** What to measure of the workloads and `streams`: everything, where nothing is named. */
const only = values.only?.split(',');
const isWanted = (name: string) => only === undefined || only.includes(name);

await main(values.size as Size, Number(values.seconds));

async function main(size: Size, seconds: number): Promise<void> {
  const isKnown = only?.every((name) => name in WORKLOADS || name === 'streams') ?? true;
  if (!(size in SIZES) || !(seconds > 0) || !isKnown)
    throw new Error('usage: npm run bench -- --size S|M|L --seconds N --only W0,W1,streams --out FILE');
  const directory = await mkdtemp(join(tmpdir(), 'heksher-bench-'));
  const postgres = await startEmbeddedPostgres({ directory, ephemeral: true });
  try {
    await migrate(postgres.url);
    await seedThroughApi(postgres.url, size);
    if (Object.keys(WORKLOADS).some(isWanted)) {
      const results = await measureAll(postgres.url, size, seconds);
      printTable(results);
      if (values.out) await writeFile(values.out, `${JSON.stringify(results, null, 2)}\n`);
    }
    if (isWanted('streams')) printStreams(await measureStreams(postgres.url));
  } finally {
    await postgres.stop();
  }
}

async function seedThroughApi(connectionString: string, size: Size): Promise<void> {
  const service = await startService(connectionString);
  const start = Date.now();
  await seed(service.url, size);
  await service.stop();
  const { settings, rules } = SIZES[size];
  print(`size ${size}: ${settings} settings × ${rules} rules, seeded in ${Math.round((Date.now() - start) / 1000)} s`);
}

async function measureAll(connectionString: string, size: Size, seconds: number): Promise<Record<string, Row>> {
  const service = await startService(connectionString);
  const before = service.memory();
  const start = performance.now();
  await (await fetch(`${service.url}/api/v1/query`)).arrayBuffer();
  const milliseconds = Math.round(performance.now() - start);
  print(`cold load of everything: ${milliseconds} ms; memory ${before} MiB before, ${service.memory()} MiB after`);

  const runs: Run[] = [];
  for (const [name, prepare] of Object.entries(WORKLOADS)) {
    if (!isWanted(name)) continue;
    const workload = await prepare({ url: service.url, connectionString, size });
    runs.push({ name, workload, samples: [], memory: 0 });
  }
  for (const { workload } of runs) await workload.run(WARM_UP_SECONDS);
  for (let round = 1; round <= ROUNDS; round++) {
    print(`round ${round} of ${ROUNDS}`);
    for (const one of runs) {
      await settle(one);
      one.samples.push(await one.workload.run(seconds / ROUNDS));
      one.memory = service.memory();
    }
  }
  for (const { workload } of runs) workload.stop?.();
  await service.stop();
  return Object.fromEntries(runs.map(({ name, samples, memory }) => [name, { ...summarize(samples), memory }]));
}

/** Runs a workload until it is answered at all: what has changed meanwhile may take its time to be loaded. */
async function settle({ name, workload }: Run): Promise<void> {
  for (let tries = 0; tries < MOST_SETTLING; tries++) {
    const { times } = await workload.run(SETTLING_SECONDS);
    if (times.length > 0) return;
  }
  throw new Error(`${name} is not answered`);
}

function printTable(results: Record<string, Row>): void {
  const share = (row: Row, of: string) => (row.requestsPerSecond / (results[of]?.requestsPerSecond ?? NaN)).toFixed(2);
  print('');
  print('| workload | requests/s | p50 ms | p99 ms | errors | MiB | of W0 | of W0e |');
  print('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, row] of Object.entries(results)) {
    const { requestsPerSecond, p50, p99, errors, memory } = row;
    const cells = [name, requestsPerSecond, p50, p99, errors, memory, share(row, 'W0'), share(row, 'W0e')];
    print(`| ${cells.join(' | ')} |`);
  }
}

function printStreams({ streams, before, after, toldWithin }: StreamFigures): void {
  const growth = after - before;
  print('');
  print(
    `${streams} streams: ${growth} MiB more (${before} MiB before, ${after} MiB after); ` +
      `a write has reached all of them ${toldWithin} ms after it was acknowledged`,
  );
}
