import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { migrate } from '../migrations/migrate.js';
import { measureClient } from './client.js';
import { costOf, summarizeCosts, type Cost } from './costs.js';
import { quantile, summarize, type Sample } from './load.js';
import { measurePeer } from './peer.js';
import { PostgresTime } from './postgres-time.js';
import { PROBE_OPTIONS, Probe, type Blocks } from './probe.js';
import { startService, type Service } from './processes.js';
import { seedBySql } from './seed-by-sql.js';
import { SIZES, seed, type Size } from './seed.js';
import { measureStarts } from './starts.js';
import { measureStreams, type StreamFigures } from './streams.js';
import { printBlocks, printTable, type Row } from './table.js';
import { UI_SIZE, WIDE } from './ui-screens.js';
import { measureUi } from './ui.js';
import { measureUsage } from './usage.js';
import type { Workload } from './workload.js';
import { WORKLOADS, fetchLoaded } from './workloads.js';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'M' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
    out: { type: 'string' },
    peer: { type: 'string' },
  },
});

/** All workloads alternate, so that a machine whose speed changes affects them alike. */
const ROUNDS = 5;
/** W13 applies sets of this size. */
const ENVIRONMENT = { HEKSHER_CHANGE_SET_OPERATIONS: '100000' };
/** Not counted: the time that V8 needs to optimise. */
const WARM_UP_SECONDS = 4;
/** Not counted: the time to load the changes of the previous workload. */
const SETTLING_SECONDS = 0.5;
const MOST_SETTLING = 8;

interface Run {
  name: string;
  workload: Workload;
  samples: Sample[];
  costs: Cost[];
  /** Of the event loop of the server under load. */
  blocks: Blocks[];
  /** Of the service, in MiB. */
  memory: number;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

type Measures = Readonly<Record<string, (url: string) => Promise<void>>>;

/** What is measured on the size of the workloads, before them and after them. */
const BEFORE: Measures = { starts: (url) => measureStarts(url, print) };
const AFTER: Measures = { streams: async (url) => printStreams(await measureStreams(url)) };

/** What is measured on a size of its own, and only if it is named: `ui` needs Chromium, `client` a package from npm. */
const APART: Measures = {
  ui: benchUi,
  client: (url) => measureClient(url, print),
  usage: (url) => measureUsage(url, print),
};

/** The workloads to measure, `starts`, `streams`, `ui`, `client` and `usage`; undefined for all but the last three. */
const only = values.only?.split(',');
const isWanted = (name: string) => only === undefined || only.includes(name);

await main(values.size as Size, Number(values.seconds));

async function main(size: Size, seconds: number): Promise<void> {
  if (values.peer === 'unleash') return onDatabase((url) => measurePeer(url, seconds, print));
  const isKnown = only?.every((name) => [WORKLOADS, BEFORE, AFTER, APART].some((list) => name in list)) ?? true;
  if (!(size in SIZES) || !(seconds > 0) || !isKnown || values.peer !== undefined)
    throw new Error(
      'usage: npm run bench -- --size S|M|L|XL --seconds N --only W0,W1,starts,streams,ui,client,usage --peer unleash --out FILE',
    );
  for (const [name, measure] of Object.entries(APART)) if (only?.includes(name)) await onDatabase(measure);
  if (only?.every((name) => name in APART)) return;
  await onDatabase(async (url) => {
    await fill(url, size);
    await measureWanted(BEFORE, url);
    if (Object.keys(WORKLOADS).some(isWanted)) {
      const results = await measureAll(url, size, seconds);
      print(`\n${printTable(results)}\n${printBlocks(results)}`);
      if (values.out) await writeFile(values.out, `${JSON.stringify(results, null, 2)}\n`);
    }
    await measureWanted(AFTER, url);
  });
}

async function measureWanted(measures: Measures, url: string): Promise<void> {
  for (const [name, measure] of Object.entries(measures)) if (isWanted(name)) await measure(url);
}

/** Runs something on a new PostgreSQL, whose database is migrated and empty. */
async function onDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'heksher-bench-'));
  const postgres = await startEmbeddedPostgres({ directory, ephemeral: true });
  try {
    await migrate(postgres.url);
    await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

/** Measures the admin UI, on a size of its own. */
async function benchUi(url: string): Promise<void> {
  await seedBySql(url, { ...UI_SIZE, wide: WIDE.rules });
  print(`${UI_SIZE.settings} settings × ${UI_SIZE.rules} rules, and one with ${WIDE.rules}`);
  print(`\n${await measureUi(url, print)}`);
}

/** Fills the database through the API, except for size XL, which would take an hour. */
async function fill(connectionString: string, size: Size): Promise<void> {
  const start = performance.now();
  if (size === 'XL') await seedBySql(connectionString, SIZES[size]);
  else await seedThroughApi(connectionString, size);
  const { settings, rules } = SIZES[size];
  print(`size ${size}: ${settings} settings × ${rules} rules, seeded in ${secondsSince(start)} s`);
}

async function seedThroughApi(connectionString: string, size: Size): Promise<void> {
  const service = await startService(connectionString, { environment: ENVIRONMENT });
  await seed(service.url, size);
  await service.stop();
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

async function measureAll(connectionString: string, size: Size, seconds: number): Promise<Record<string, Row>> {
  const service = await startService(connectionString, { options: PROBE_OPTIONS, environment: ENVIRONMENT });
  const probe = new Probe(service.process);
  await measureFirstAnswers(service, probe);

  const postgres = await PostgresTime.of(connectionString);
  const runs: Run[] = [];
  for (const [name, prepare] of Object.entries(WORKLOADS)) {
    if (!isWanted(name)) continue;
    const workload = await prepare({ url: service.url, connectionString, size });
    runs.push({ name, workload, samples: [], costs: [], blocks: [], memory: 0 });
  }
  for (const { workload } of runs) await workload.run(WARM_UP_SECONDS);
  for (let round = 1; round <= ROUNDS; round++) {
    print(`round ${round} of ${ROUNDS}`);
    for (const one of runs) {
      await settle(one);
      await measure(one, { probe, postgres, seconds: seconds / ROUNDS });
      one.memory = service.memory();
    }
  }
  for (const { workload } of runs) workload.stop?.();
  await service.stop();
  return sumUp(runs);
}

/** Measures the first list of settings, query and export of everything after the start of a service. */
async function measureFirstAnswers({ url, memory }: Service, probe: Probe): Promise<void> {
  for (const path of ['/api/v1/settings', '/api/v1/query', '/api/v1/export']) {
    const before = memory();
    const start = performance.now();
    const { blocks } = await probe.blocksDuring(() => fetchLoaded(url + path));
    print(
      `first ${path}: ${secondsSince(start)} s; event loop held up for ${Math.round(blocks.longest)} ms at most; ` +
        `memory ${before} MiB before, ${memory()} MiB after`,
    );
  }
}

/** Runs a workload, and records the processor time of its server and PostgreSQL. */
async function measure(
  { workload, samples, costs, blocks }: Run,
  { probe, postgres, seconds }: { probe: Probe; postgres: PostgresTime; seconds: number },
): Promise<void> {
  const { server = probe } = workload;
  const serverTime = async () => (server === 'none' ? undefined : server.processorTime());
  const before = { service: await serverTime(), database: postgres.processorTime() };
  const sample = await watched(workload, server, blocks, seconds);
  const after = { service: await serverTime(), database: postgres.processorTime() };
  const service = after.service === undefined ? undefined : after.service - (before.service ?? 0);
  samples.push(sample);
  costs.push(costOf({ service, database: after.database - before.database }, sample.times.length));
}

/** Runs a workload, and records the blocks of its server's event loop. */
async function watched({ run }: Workload, server: Probe | 'none', blocks: Blocks[], seconds: number): Promise<Sample> {
  if (server === 'none') return run(seconds);
  const watching = await server.blocksDuring(() => run(seconds));
  blocks.push(watching.blocks);
  return watching.result;
}

function sumUp(runs: readonly Run[]): Record<string, Row> {
  const ceiling = runs.find(({ name }) => name === 'W0')?.costs ?? [];
  return Object.fromEntries(
    runs.map(({ name, samples, costs, blocks, memory }) => [
      name,
      { ...summarize(samples), ...summarizeCosts(costs, ceiling), blocks: summarizeBlocks(blocks), memory },
    ]),
  );
}

/** The median of the rounds, and the longest block of all; undefined without a server. */
function summarizeBlocks(blocks: readonly Blocks[]): Blocks | undefined {
  if (blocks.length === 0) return undefined;
  const p99 = quantile(
    blocks.map((one) => one.p99),
    0.5,
  );
  return { p99, longest: Math.max(...blocks.map(({ longest }) => longest)) };
}

/** Runs a workload until it gets an answer. Loading recent changes may take a while. */
async function settle({ name, workload }: Run): Promise<void> {
  for (let tries = 0; tries < MOST_SETTLING; tries++) {
    const { times } = await workload.run(SETTLING_SECONDS * (tries + 1)); // large settings need a longer try
    if (times.length > 0) return;
  }
  throw new Error(`${name} is not answered`);
}

function printStreams({ streams, before, after, deliveredWithin }: StreamFigures): void {
  const growth = after - before;
  print('');
  print(
    `${streams} streams: ${growth} MiB more (${before} MiB before, ${after} MiB after); ` +
      `a write reached all of them ${deliveredWithin} ms after its acknowledgement`,
  );
}
