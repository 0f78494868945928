import { setTimeout as sleep } from 'node:timers/promises';
import { runBareWrites } from './bare-writes.js';
import { withAccess, withoutAccess, withoutUsage } from './access.js';
import { applySets } from './change-sets.js';
import { run, type Load } from './load.js';
import { startBareServer } from './processes.js';
import { whileAnotherWrites, whileItWrites, whileOthersWriteElsewhere } from './reads-while-writing.js';
import { BULK, DIFFERENT_REQUESTS, JSON_HEADERS, bulk, post, randomContext, type Post } from './requests.js';
import type { Workload } from './workload.js';
import { SIZES, declaration, settingName, type Size } from './seed.js';

export interface Bench {
  /** The address of the service. */
  url: string;
  connectionString: string;
  size: Size;
}

const QUERIED = Array.from({ length: 10 }, (_, index) => settingName(index * 7));
const FILTERS = 'account:(account_0,account_4),user:*,theme:(theme_1,theme_3)';
export const QUERY_TEN = `/api/v1/query?${new URLSearchParams({ settings: QUERIED.join(), context_filters: FILTERS })}`;
export const QUERY_ALL = '/api/v1/query';

/** The workloads by name, in the order of their runs. All are prepared before the first run. */
export const WORKLOADS: Record<string, (bench: Bench) => Workload | Promise<Workload>> = {
  W0: async ({ url }) => bare(await sizeOf(url + QUERY_TEN)),
  W0e: ({ url }) => loaded(`${url}/favicon.ico`),
  W1: ({ url }) => loaded(url + QUERY_TEN),
  'W1 max-age': ({ url }) => loaded(url + QUERY_TEN, { headers: { 'cache-control': 'max-age=3' } }),
  'W1 no access': ({ connectionString }) => withoutAccess(connectionString, queryTen),
  'W1 no usage': ({ connectionString }) => withoutUsage(connectionString, queryTen),
  'W1 access': ({ connectionString }) => withAccess(connectionString, queryTen),
  W2: ({ url }) => loaded(url + QUERY_ALL),
  'W2 bare': async ({ url }) => bare(await sizeOf(url + QUERY_ALL)),
  W3: ({ url }) => ({
    run: async (seconds) => {
      const { headers } = await fetch(url + QUERY_ALL);
      return run(url + QUERY_ALL, seconds, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    },
  }),
  W4: ({ url }) =>
    loaded(`${url}/api/v1/settings/declare`, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: JSON.stringify(declaration(5)),
    }),
  W5: ({ url }) => loaded(url, createAndDeleteRule()),
  'W5 bare': ({ connectionString }) => ({
    run: (seconds) => runBareWrites(connectionString, settingName(0), seconds),
    server: 'none',
  }),
  W6: ({ url }) => loaded(`${url}/api/v1/settings/${settingName(5)}`),
  W7: ({ url }) => loaded(`${url}/api/health`),
  W8: (bench) => whileItWrites({ ...bench, url: bench.url + QUERY_TEN }),
  'W8 other': (bench) => whileAnotherWrites({ ...bench, url: bench.url + QUERY_TEN }),
  'W8 elsewhere': (bench) => whileOthersWriteElsewhere({ ...bench, url: bench.url + QUERY_TEN }),
  W9: ({ url, size }) => loaded(url, evaluations(size)),
  'W9 no usage': ({ connectionString, size }) =>
    withoutUsage(connectionString, (url, headers) => ({ url, load: evaluations(size, headers) })),
  'W9 no access': ({ connectionString, size }) =>
    withoutAccess(connectionString, (url, headers) => ({ url, load: evaluations(size, headers) })),
  'W9 access': ({ connectionString, size }) =>
    withAccess(connectionString, (url, headers) => ({ url, load: evaluations(size, headers) })),
  W10: ({ url, size }) => loaded(url, flags(size)),
  W11: ({ url, size }) => loaded(url, bulks(size)),
  'W11 bare': async ({ url, size }) => bare((await fetchBulk(url, size)).bytes),
  'W11 access': ({ connectionString, size }) =>
    withAccess(connectionString, (url, headers) => ({ url, load: bulks(size, headers) })),
  'W11 304': async ({ url, size }) => {
    const { context, etag } = await fetchBulk(url, size);
    return loaded(
      url,
      posts(() => bulk(context), { 'if-none-match': etag }),
    );
  },
  'W9 all': ({ url, size }) =>
    loaded(
      url,
      posts(() => ({ path: '/api/v1/evaluate', body: { context: randomContext(size) } })),
    ),
  'W6 list': ({ url }) => loaded(`${url}/api/v1/settings?include_additional_data=true`),
  W12: ({ url }) => ({ run: (seconds) => applySets(url, seconds, 10_000) }),
  'W12 one': ({ url }) => ({ run: (seconds) => applySets(url, seconds, 1) }),
  W13: ({ url }) => ({ run: (seconds) => applySets(url, seconds, 100_000) }),
  W14: ({ url }) => loaded(url, searches()),
};

function queryTen(url: string, headers: Record<string, string>): { url: string; load: Load } {
  return { url: url + QUERY_TEN, load: { headers } };
}

function loaded(url: string, load: Load = {}): Workload {
  return { run: (seconds) => run(url, seconds, load) };
}

async function bare(bytes: number): Promise<Workload> {
  const server = await startBareServer(bytes);
  return { run: (seconds) => run(server.url, seconds), server: server.probe, stop: () => server.stop() };
}

async function sizeOf(url: string): Promise<number> {
  return (await fetchLoaded(url)).byteLength;
}

/** The body of an answer. Repeats the request while the service is still loading; throws if it refuses. */
export async function fetchLoaded(url: string): Promise<ArrayBuffer> {
  for (;;) {
    const answer = await fetch(url);
    const body = await answer.arrayBuffer();
    if (answer.ok) return body;
    if (answer.status !== 503) throw new Error(`${answer.status} ${Buffer.from(body).toString()}`);
    await sleep(100);
  }
}

/** Each connection alternately adds a rule of its own and deletes it. */
function createAndDeleteRule(): Load {
  let count = 0;
  return {
    requests: [
      {
        method: 'POST',
        path: '/api/v1/rules',
        headers: JSON_HEADERS,
        setupRequest: (request) => ({ ...request, body: JSON.stringify(newRule(settingName(0), `made_${count++}`)) }),
        onResponse: (_status, body, context) => Object.assign(context, JSON.parse(body)),
      },
      {
        method: 'DELETE',
        setupRequest: (request, context) => ({
          ...request,
          path: `/api/v1/rules/${(context as { rule_id?: number }).rule_id}`,
        }),
      },
    ],
  };
}

/** Evaluates ten random settings in a random context. */
function evaluations(size: Size, headers: Record<string, string> = {}): Load {
  return posts(
    () => ({
      path: '/api/v1/evaluate',
      body: { context: randomContext(size), settings: Array.from({ length: 10 }, () => randomSetting(size)) },
    }),
    headers,
  );
}

/** Evaluates a random flag in a random context. */
function flags(size: Size): Load {
  return posts(() => ({
    path: `/ofrep/v1/evaluate/flags/${randomSetting(size)}`,
    body: { context: randomContext(size) },
  }));
}

/** Evaluates the same hundred flags in a random context. */
function bulks(size: Size, headers: Record<string, string> = {}): Load {
  return posts(() => bulk(randomContext(size)), headers);
}

/** The size of such an answer, and the entity tag of its context. */
async function fetchBulk(url: string, size: Size): Promise<{ context: object; bytes: number; etag: string }> {
  const context = randomContext(size);
  const answer = await fetch(url + BULK, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ context }) });
  const { byteLength: bytes } = await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${answer.status} of a bulk of flags`);
  return { context, bytes, etag: answer.headers.get('etag') ?? '' };
}

/** The first page of a random search, which few other requests repeat. */
function searches(): Load {
  const random = (below: number) => Math.floor(Math.random() * below);
  const path = () => `/api/v1/settings?search=team_${random(20)}+${random(1000)}&include_additional_data=true`;
  return { requests: [{ setupRequest: (request) => ({ ...request, path: path() }) }] };
}

/** Each connection sends prepared requests in turn. */
function posts(make: () => Post, headers: Record<string, string> = {}): Load {
  return { requests: Array.from({ length: DIFFERENT_REQUESTS }, () => post(make(), headers)) };
}

function randomSetting(size: Size): string {
  return settingName(Math.floor(Math.random() * SIZES[size].settings));
}

function newRule(setting: string, account: string): object {
  return { setting, feature_values: { account }, value: 1 };
}
