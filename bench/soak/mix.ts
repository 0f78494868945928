import { declaration, settingName } from '../seed.js';
import type { Answer, Request, Client } from './client.js';

/** One of the concurrent clients. */
export interface Worker {
  client: Client;
  /** Its own number, from 0. Each setting whose version grows has one worker. */
  number: number;
  /** A new number, which no worker had before. */
  next(): number;
}

/** The result of a worker's step. */
export interface Step {
  /** The answer's status; 0 if the client did not wait for it. */
  status: number;
  expected: number;
  /** The milliseconds until the answer; undefined if they do not count. */
  milliseconds?: number;
}

export interface Kind {
  name: string;
  /** Its frequency, relative to the others. */
  weight: number;
  run(worker: Worker): AsyncGenerator<Step> | Promise<Step>;
}

const FILTERS = 'account:(account_0,account_4),user:*,theme:(theme_1,theme_3)';

/** All kinds of requests. */
export const MIX: readonly Kind[] = [
  one('cached query', 24, 200, () => ({ path: query(QUERIED[pick(QUERIED.length)] ?? '', FILTERS) })),
  one('uncached query', 8, 200, ({ next }) => ({
    path: query(someSettings(10), `account:(account_${next()})`),
  })),
  one('query of everything', 0.3, 200, () => ({ path: '/api/v1/query' })),
  one('evaluation', 8, 200, () => ({
    method: 'POST',
    path: '/api/v1/evaluate',
    body: { settings: someSettings(5).split(','), context: someContext() },
  })),
  one('evaluation by URL', 4, 200, () => ({
    path: `/api/v1/evaluate?settings=${someSettings(3)}&context=account:account_${pick(20)}`,
  })),
  one('one flag', 12, 200, () => ({
    method: 'POST',
    path: `/ofrep/v1/evaluate/flags/${someSetting()}`,
    body: { context: someContext() },
  })),
  one('flags', 2, 200, () => ({
    method: 'POST',
    path: `/ofrep/v1/evaluate/flags?prefix=service_${pick(20)}.`,
    body: { context: someContext() },
  })),
  one('declaration that is up to date', 12, 200, () => ({
    method: 'POST',
    path: '/api/v1/settings/declare',
    body: declaration(UNVERSIONED + pick(20)),
  })),
  one('new declaration', 0.2, 200, (worker) => ({
    method: 'POST',
    path: '/api/v1/settings/declare',
    body: { ...declaration(worker.number), metadata: { n: worker.next() }, version: version(worker) },
  })),
  one('metadata', 0.2, 204, (worker) => ({
    method: 'POST',
    path: `/api/v1/settings/${settingName(worker.number)}/metadata`,
    body: { metadata: { owner: `team_${worker.next()}` }, version: version(worker) },
  })),
  { name: 'rule', weight: 0.5, run: addPatchAndDelete },
  one('setting', 10, 200, () => ({ path: `/api/v1/settings/${someSetting()}` })),
  one('settings', 0.3, 200, () => ({ path: '/api/v1/settings?include_additional_data=true' })),
  one('changes', 1, 200, () => ({ path: `/api/v1/changes?since=${pick(1000)}&limit=20` })),
  one('health', 2, 200, () => ({ path: '/api/health' })),
  one('unknown setting', 1, 404, ({ next }) => ({ path: `/api/v1/settings/nobody_${next()}` })),
  one('no JSON', 1, 400, () => ({ method: 'POST', path: '/api/v1/rules', body: '{' })),
  one('bad filters', 1, 422, ({ next }) => ({ path: `/api/v1/query?context_filters=bad_${next()}` })),
  { name: 'stream', weight: 0.2, run: openAndDropStream },
  { name: 'abort', weight: 2, run: hangUp },
];

/** The versions of the first settings grow, so no declaration of these stays up to date. */
const UNVERSIONED = 60;
const QUERIED = Array.from({ length: 20 }, (_, first) =>
  Array.from({ length: 10 }, (__, index) => settingName(UNVERSIONED + ((first + index * 7) % 40))).join(),
);

function one(name: string, weight: number, expected: number, ask: (worker: Worker) => Request): Kind {
  return { name, weight, run: async (worker) => (await timed(worker, ask(worker), expected)).step };
}

async function timed({ client }: Worker, request: Request, expected: number): Promise<{ step: Step; answer: Answer }> {
  const start = performance.now();
  const answer = await client.ask(request);
  return { answer, step: { status: answer.status, expected, milliseconds: performance.now() - start } };
}

async function* addPatchAndDelete(worker: Worker): AsyncGenerator<Step> {
  const rule = { setting: someSetting(), feature_values: { account: `soak_${worker.next()}` }, value: 1 };
  const { step, answer } = await timed(worker, { method: 'POST', path: '/api/v1/rules', body: rule }, 201);
  yield step;
  if (step.status !== 201) return;
  const path = `/api/v1/rules/${(JSON.parse(answer.text) as { rule_id: number }).rule_id}`;
  yield (await timed(worker, { method: 'PATCH', path, body: { value: 2 } }, 204)).step;
  yield (await timed(worker, { method: 'DELETE', path }, 204)).step;
}

async function openAndDropStream({ client }: Worker): Promise<Step> {
  const path = pick(2) === 0 ? '/api/v1/changes/stream' : `/api/v1/changes/stream?settings=${someSetting()}&since=1`;
  return { status: await client.listen(path, pick(500)), expected: 200 };
}

async function hangUp({ client, next }: Worker): Promise<Step> {
  const body = { context: { account: `account_${next()}` } };
  const path = pick(2) === 0 ? '/api/v1/query' : query(someSettings(10), `account:(account_${next()})`);
  await client.abort(pick(4) === 0 ? { method: 'POST', path: '/api/v1/evaluate', body } : { path }, pick(10));
  return { status: 0, expected: 0 };
}

const pick = (count: number) => Math.floor(Math.random() * count);
const someSetting = () => settingName(pick(100));
const someSettings = (count: number) => Array.from({ length: count }, someSetting).join();
const someContext = () => ({ account: `account_${pick(20)}`, user: `user_${pick(20)}`, theme: `theme_${pick(20)}` });
const version = ({ next }: Worker) => `1.${next()}`;

function query(settings: string, filters: string): string {
  return `/api/v1/query?${new URLSearchParams({ settings, context_filters: filters })}`;
}
