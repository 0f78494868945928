import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeksherClient, t, type Setting } from '@heksher/client';
import { spreadOf } from './costs.js';
import { quantile } from './load.js';
import { startService } from './processes.js';
import { seedBySql } from './seed-by-sql.js';
import { FEATURES, SIGNATURES, settingName } from './seed.js';
import { printRows, printSpread } from './table.js';
import { installUnleash, type Peer } from './unleash/client.js';

const SETTINGS = 1000;
const RULES = 100;
const ROUNDS = 5;
const GETS = 1_000_000;
const CONTEXTS = 64;
const CLIENTS = 100;
const WRITES = 20;

type Context = Readonly<Record<string, string>>;

/** Measures the TypeScript client against a new service, beside the client of Unleash if it can be installed. */
export async function measureClient(connectionString: string, print: (line: string) => void): Promise<void> {
  await seedBySql(connectionString, { settings: SETTINGS, rules: RULES });
  const service = await startService(connectionString);
  try {
    print(`${SETTINGS} settings × ${RULES} rules\n\n${await measureGets(service.url)}`);
    print(await measureMemory(service.url));
    print(await measureDelivery(service.url));
  } finally {
    await service.stop();
  }
}

/** Evaluations of one setting a second, in one process. The clients alternate. */
async function measureGets(url: string): Promise<string> {
  const [client, settings] = await startClient(url, 1);
  const size = settings[0] as Setting<number, string>;
  const peer = await installUnleash({ rules: SIGNATURES_OF_RULES, defaultValue: size.get({}) });
  const contexts = Array.from({ length: CONTEXTS }, (_, at) => contextOf(at));
  assertSame(size, peer, contexts);
  const speeds = { get: [] as number[], evaluate: [] as number[], unleash: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const figures = {
      get: speedOf(GETS, (at) => size.get(contexts[at % CONTEXTS])),
      evaluate: speedOf(GETS, (at) => size.evaluate(contexts[at % CONTEXTS])),
      unleash: peer && speedOf(GETS / 100, (at) => peer.get(contexts[at % CONTEXTS] as Context)),
    };
    if (round === 0) continue; // V8 has not optimised it yet
    for (const [name, speed] of Object.entries(figures)) if (speed) speeds[name as keyof typeof speeds].push(speed);
  }
  peer?.stop();
  await client.close();
  return printRows(
    ['what', 'a second'],
    [
      ['get', printSpread(spreadOf(speeds.get, 0))],
      ['evaluate', printSpread(spreadOf(speeds.evaluate, 0))],
      ['getVariant of unleash-client', printSpread(spreadOf(speeds.unleash, 0))],
      [
        'get, compared with unleash-client',
        printSpread(
          spreadOf(
            speeds.get.map((one, at) => one / (speeds.unleash[at] ?? NaN)),
            1,
          ),
        ),
      ],
    ],
  );
}

/** The conditions of the rules that `seedBySql` gives each setting, in ascending order of their values. */
const SIGNATURES_OF_RULES = Array.from({ length: RULES }, (_, value) =>
  Object.fromEntries((SIGNATURES[value % SIGNATURES.length] ?? []).map((feature) => [feature, `${feature}_${value}`])),
);

/** Three of four contexts match a rule. */
function contextOf(at: number): Context {
  const value = at % 4 === 3 ? RULES : (at * 7) % RULES;
  return Object.fromEntries(FEATURES.map((feature) => [feature, `${feature}_${value}`]));
}

/** Throws if the two clients do not find the same values. */
function assertSame(size: Setting<number, string>, peer: Peer | undefined, contexts: readonly Context[]): void {
  for (const context of contexts) {
    const [ours, theirs] = [size.get(context), peer?.get(context)];
    if (peer && ours !== theirs) throw new Error(`${JSON.stringify(context)}: ${ours} here, ${theirs} by Unleash`);
  }
}

function speedOf(count: number, run: (at: number) => unknown): number {
  const start = performance.now();
  for (let at = 0; at < count; at++) run(at);
  return (count / (performance.now() - start)) * 1000;
}

/** What the settings take in a client's heap. */
async function measureMemory(url: string): Promise<string> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const start = performance.now();
  const [client] = await startClient(url, SETTINGS);
  const started = performance.now() - start;
  const bytes = used() - before;
  await client.close();
  const mebibytes = (bytes / 2 ** 20).toFixed(1);
  const each = Math.round(bytes / (SETTINGS * RULES));
  return `${SETTINGS} settings: ${mebibytes} MiB, ${each} bytes a rule; started in ${(started / 1000).toFixed(1)} s`;
}

/** The time from the acknowledgement of a write until clients have the new value. */
async function measureDelivery(url: string): Promise<string> {
  const started = await Promise.all(Array.from({ length: CLIENTS }, () => startClient(url, 1)));
  const times: number[] = [];
  for (let write = 1; write <= WRITES; write++) {
    const value = 1_000_000 + write;
    const context = { account: `written_${write}` };
    const arrivals = started.map(([, [size]]) => arrivalOf(size as Setting<number, string>, context, value));
    await writeRule(url, context, value);
    const acknowledged = performance.now();
    for (const arrived of await Promise.all(arrivals)) times.push(arrived - acknowledged);
  }
  await Promise.all(started.map(([client]) => client.close()));
  const [middle, last] = [quantile(times, 0.5), Math.max(...times)].map((time) => Math.round(time));
  return `${CLIENTS} clients have a new value ${middle} ms after its acknowledgement (median), the last one at most ${last} ms`;
}

/** When the setting has a value in a context. */
function arrivalOf(size: Setting<number, string>, context: Context, value: number): Promise<number> {
  return new Promise((resolve) => {
    const stop = size.onChange((now) => {
      if (now.get(context) !== value) return;
      stop();
      resolve(performance.now());
    });
  });
}

async function writeRule(url: string, context: Context, value: number): Promise<void> {
  const answer = await fetch(`${url}/api/v1/rules`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ setting: settingName(0), feature_values: context, value }),
  });
  if (answer.status !== 201) throw new Error(`the write was answered ${answer.status}`);
}

/** A client of the first settings, once it follows the service by a stream. */
async function startClient(url: string, count: number): Promise<[HeksherClient, Setting<number, string>[]]> {
  const client = new HeksherClient({ url });
  const settings = Array.from({ length: count }, (_, at) =>
    client.setting<number, string>({
      name: settingName(at),
      type: t.int(),
      configurableFeatures: FEATURES,
      defaultValue: at,
      metadata: { owner: `team_${at % 20}` },
    }),
  );
  await client.start({ timeoutMs: 60_000 });
  const { source, mode } = client.status;
  if (source !== 'server' || mode !== 'stream') throw new Error(`the client is in the mode ${mode}, from ${source}`);
  return [client, settings];
}
