import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@heksher/embedded-postgres';
import { migrate } from '../../migrations/migrate.js';
import { startService } from '../processes.js';
import { seed } from '../seed.js';
import { judge, type Soak } from './criteria.js';
import { startLoad } from './load.js';
import { Tally, type Minute } from './minutes.js';
import { Sampler, type Sample } from './samples.js';

const SERVICE = {
  options: ['--import', './bench/soak/memory-probe.mjs'],
  environment: { HEKSHER_CACHE_MB: '16' }, // full within minutes, so later growth is not the cache's
};
const SAMPLE_EVERY_MS = 3000;
const WARM_UP_SECONDS = 20;
/** The pool closes connections that were idle for ten seconds. */
const REST_SECONDS = 15;
const PATIENCE_SECONDS = 60;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, out: { type: 'string' } },
});

const print = (line: string) => process.stdout.write(`${line}\n`);

await main(Number(values.minutes));

async function main(minutes: number): Promise<void> {
  if (!(minutes > 0)) throw new Error('usage: npm run soak -- --minutes N --out FILE');
  const directory = await mkdtemp(join(tmpdir(), 'heksher-soak-'));
  const postgres = await startEmbeddedPostgres({ directory, ephemeral: true });
  try {
    await migrate(postgres.url);
    const soak = await measure(postgres.url, minutes);
    if (values.out) await writeFile(values.out, `${JSON.stringify(soak, null, 2)}\n`);
    report(soak);
  } finally {
    await postgres.stop();
  }
}

async function measure(connectionString: string, minutes: number): Promise<Soak> {
  const seeded = await startService(connectionString);
  await seed(seeded.url, 'S');
  await seeded.stop(); // also closes its connections, which would count as descriptors
  const service = await startService(connectionString, SERVICE);
  const sampler = new Sampler(service, connectionString);
  await sampler.open();
  try {
    await sleep(REST_SECONDS * 1000);
    const before = await sampler.sample();
    const measured = await measureLoad(service.url, sampler, minutes);
    const after = await sampler.settle(before, PATIENCE_SECONDS);
    return { ...measured, before, after };
  } finally {
    await sampler.close();
    await service.stop();
  }
}

async function measureLoad(url: string, sampler: Sampler, count: number): Promise<Pick<Soak, 'minutes' | 'samples'>> {
  let tally = new Tally();
  const load = startLoad(url, (kind, step) => tally.count(kind, step));
  await sleep(WARM_UP_SECONDS * 1000);
  const minutes: Minute[] = [];
  const samples: Sample[] = [];
  for (let left = count * 60_000; left > 0; left -= 60_000) {
    tally = new Tally();
    const sampled = await sampleFor(sampler, Math.min(left, 60_000));
    const minute = tally.end(sampled);
    minutes.push(minute);
    samples.push(...sampled);
    print(`minute ${minutes.length}: ${minute.requestsPerSecond}/s, ${minute.resident} MiB`);
  }
  await load.stop();
  return { minutes, samples };
}

async function sampleFor(sampler: Sampler, milliseconds: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    await sleep(Math.min(SAMPLE_EVERY_MS, Math.max(0, end - performance.now())));
    samples.push(await sampler.sample());
  }
  return samples;
}

function report(soak: Soak): void {
  print('');
  print('| minute | requests/s | p50 ms | p99 ms | errors | memory MiB | heap MiB | descriptors | connections |');
  print('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [at, minute] of soak.minutes.entries()) {
    const errors = Object.values(minute.errors).reduce((sum, count) => sum + count, 0);
    const { requestsPerSecond, p50, p99, resident, heap, descriptors, connections } = minute;
    const cells = [at + 1, requestsPerSecond, p50, p99, errors, resident, heap, descriptors, connections];
    print(`| ${cells.join(' | ')} |`);
  }
  print('');
  const verdicts = judge(soak);
  for (const { criterion, holds, found } of verdicts) print(`${holds ? 'holds' : 'FAILS'}: ${criterion} (${found})`);
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
}
