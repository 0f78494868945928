import { declaration, settingName } from '../seed.js';
import type { Answered, Asked, Client } from './client.js';

/** One of the clients that put a load on the service at once. */
export interface Worker {
  client: Client;
  /** From 0, one number each: settings whose version grows have one worker each. */
  number: number;
  /** A number that was never answered before, to no worker. */
  next(): number;
}

/** What a step of a worker came to. */
export interface Step {
  /** The answer's status, or 0 where the client did not wait for one. */
  status: number;
  expected: number;
  /** How long the answer took, in milliseconds; undefined for what is not to be counted. */
  milliseconds?: number;
}

export interface Kind {
  name: string;
  /** How often it is taken, against the others. */
  weight: number;
  run(worker: Worker): AsyncGenerator<Step> | Promise<Step>;
}

const FILTERS = 'account:(account_0,account_4),user:*,theme:(theme_1,theme_3)';

/** All that is sent, table and chance together. */
export const MIX: readonly Kind[] = [
  one('query from memory', 24, 200, () => ({ path: query(QUERIED[pick(QUERIED.length)] ?? '', FILTERS) })),
  one('query not asked before', 8, 200, ({ next }) => ({
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

/** The first settings have versions that grow, and so no declaration of theirs stays up to date. */
const UNVERSIONED = 60;
const QUERIED = Array.from({ length: 20 }, (_, first) =>
  Array.from({ length: 10 }, (__, index) => settingName(UNVERSIONED + ((first + index * 7) % 40))).join(),
);

function one(name: string, weight: number, expected: number, ask: (worker: Worker) => Asked): Kind {
  return { name, weight, run: async (worker) => (await timed(worker, ask(worker), expected)).step };
}

async function timed({ client }: Worker, asked: Asked, expected: number): Promise<{ step: Step; answer: Answered }> {
  const start = performance.now();
  const answer = await client.ask(asked);
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
