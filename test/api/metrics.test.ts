import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { say } from '../support/raw.js';
import { serve, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { Heksher } from '../support/heksher.js';
import { HEAD, lock } from '../support/connections.js';
import { MetricsText } from '../support/metrics.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until as untilHolds } from '../support/until.js';

const app = useApp({ logLevel: 'info', cacheMemory: { bytes: 64 * 1024, origin: 'HEKSHER_CACHE_MB' } });
let before: MetricsText;
beforeEach(async () => {
  before = await scrape();
});

const QUERY = { route: '/api/v1/query', method: 'GET' };
const REQUESTS = 'heksher_http_requests_total';
const DURATION = 'heksher_http_request_duration_seconds';

async function scrape(heksher: Heksher = app.heksher): Promise<MetricsText> {
  return new MetricsText((await heksher.get('/metrics')).text);
}

/** The increase of a number since the test began. */
async function growth(name: string, labels: Record<string, string> = {}): Promise<number> {
  const now = (await scrape()).value(name, labels) ?? 0;
  return now - (before.value(name, labels) ?? 0);
}

/** Resolves once a number has a value, because a request is counted a moment after its answer. */
async function until(read: () => Promise<number | undefined>, value: number): Promise<void> {
  let last: number | undefined;
  await untilHolds(
    async () => (last = await read()) === value,
    () => `${value}; the number is ${last}`,
  );
}

/** Runs work while no writer can begin. */
async function whileWritersWait<Result>(work: () => Promise<Result>): Promise<Result> {
  const held = await lock(app.database.url, HEAD);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

describe('the answer', () => {
  test("the metrics are in Prometheus' text format, and are not to be stored", async () => {
    const answer = await app.heksher.get('/metrics');

    const { types, samples } = new MetricsText(answer.text);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(types.get(REQUESTS)).toBe('counter');
    expect(types.get(DURATION)).toBe('histogram');
    expect(samples.length).toBeGreaterThan(100);
  });

  test('the metrics show the version, and the memory and CPU time of the process', async () => {
    const metrics = await scrape();

    expect(metrics.value('heksher_build_info', { version: '1.2.3' })).toBe(1);
    expect(metrics.value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(metrics.types.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
    expect(metrics.types.get('nodejs_gc_duration_seconds')).toBe('histogram');
  });

  test('the metrics show that the service is ready and the database up', async () => {
    const metrics = await scrape();

    expect([metrics.value('heksher_ready'), metrics.value('heksher_database_up')]).toEqual([1, 1]);
  });
});

describe('requests', () => {
  test('requests are counted by route, method and status, from memory as from Express', async () => {
    const { name } = await app.given.setting();
    const query = { settings: name };

    const [first] = [await app.heksher.query(query), await app.heksher.query(query), await app.heksher.query(query)];
    const path = `/api/v1/query?settings=${name}`;
    const tag = { 'If-None-Match': first?.headers.get('etag') ?? '' };
    const unchanged = await app.heksher.send('GET', path, undefined, tag);
    await app.heksher.query({ settings: 'nobody' });

    expect(unchanged.status).toBe(304);
    await until(() => growth(REQUESTS, { ...QUERY, status: '200' }), 3);
    await until(() => growth(REQUESTS, { ...QUERY, status: '304' }), 1);
    await until(() => growth(REQUESTS, { ...QUERY, status: '404' }), 1);
    expect(await growth('heksher_cache_hits_total', { cache: 'answers' })).toBe(3);
    expect(await growth('heksher_cache_misses_total', { cache: 'answers' })).toBe(1);
  });

  test('durations of requests are counted in cumulative buckets', async () => {
    await app.heksher.query();
    await app.heksher.query();

    const metrics = await scrape();
    const buckets = metrics.all(`${DURATION}_bucket`, { ...QUERY, status: '200' }).map(({ value }) => value);
    expect(buckets.length).toBeGreaterThan(10);
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(metrics.value(`${DURATION}_bucket`, { ...QUERY, status: '200', le: '+Inf' })).toBe(
      metrics.value(`${DURATION}_count`, { ...QUERY, status: '200' }),
    );
    expect(metrics.value(`${DURATION}_sum`, { ...QUERY, status: '200' })).toBeGreaterThan(0);
  });

  test('a declaration that is answered from memory is counted as a request', async () => {
    const declared = await app.given.setting();
    const labels = { route: '/api/v1/settings/declare', method: 'POST', status: '200' };
    before = await scrape();

    for (let times = 0; times < 3; times++) await app.heksher.declare(declared);

    await until(() => growth(REQUESTS, labels), 3);
    expect(await growth('heksher_cache_hits_total', { cache: 'answers' })).toBeGreaterThan(0);
  });

  test('requests whose client leaves before the answer count as 499', async () => {
    const labels = { route: '/api/v1/context_features', method: 'POST', status: '499' };

    await whileWritersWait(async () => {
      const signal = AbortSignal.timeout(500);
      const body = '{"context_feature":"left"}';
      const headers = { 'Content-Type': 'application/json' };
      const left = fetch(`${app.heksher.url}${labels.route}`, { method: 'POST', headers, body, signal });
      await left.catch(() => 'left');
      await until(() => growth(REQUESTS, labels), 1);
    });
  });

  test.each(['/api/v1/changes/stream', '/ofrep/v1/stream'])(
    'requests for streams have no duration: %s',
    async (route) => {
      const kind = route.startsWith('/ofrep') ? 'ofrep' : 'changes';
      const leaving = new AbortController();
      await fetch(app.heksher.url + route, { signal: leaving.signal });

      const open = (await scrape()).value('heksher_streams_open', { kind });
      leaving.abort();

      expect(open).toBe(1);
      await until(async () => (await scrape()).value('heksher_streams_open', { kind }), 0);
      await until(() => growth(REQUESTS, { route, status: '200' }), 1);
      expect((await scrape()).all(`${DURATION}_count`, { route, status: '200' })).toEqual([]);
    },
  );

  const RULES = '/api/v1/rules';
  const FLAG = '/ofrep/v1/evaluate/flags/*key';
  const TOO_LONG = JSON.stringify('x'.repeat(1024 * 1024));

  test.each<[why: string, route: string, status: number, path: string, body: string, type: string]>([
    ['no JSON', RULES, 400, RULES, '{', 'application/json'],
    ['longer than it may be', RULES, 413, RULES, TOO_LONG, 'application/json'],
    ['of another type', RULES, 415, RULES, '{}', 'text/plain'],
    ['nested too deep', RULES, 422, RULES, '['.repeat(1000), 'application/json'],
    ['no JSON, for OpenFeature', FLAG, 400, '/ofrep/v1/evaluate/flags/x', '{', 'application/json'],
  ])('requests whose body is %s count for their route all the same: %s', async (_, route, status, path, body, type) => {
    const answer = await app.heksher.send('POST', path, body, { 'Content-Type': type });

    expect(answer.status).toBe(status);
    await until(() => growth(REQUESTS, { route, method: 'POST', status: String(status) }), 1);
  });

  test('requests with a bad body that no route takes are counted as 404 and 405', async () => {
    const bad = '{';

    const answers = [
      await app.heksher.send('POST', '/nowhere', bad),
      await app.heksher.send('POST', '/ofrep/nowhere', bad),
      await app.heksher.send('PUT', '/api/v1/query', bad),
      await app.heksher.send('POST', '/nowhere', TOO_LONG),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 405, 404]);
    expect(answers[1]?.body).toMatchObject({ errorCode: 'GENERAL', metadata: {} });
    expect(answers[2]?.headers.get('allow')).toBe('GET, HEAD, POST');
    await until(() => growth(REQUESTS, { route: 'unmatched', method: 'POST', status: '404' }), 3);
    await until(() => growth(REQUESTS, { route: 'unmatched', method: 'PUT', status: '405' }), 1);
  });

  test.each(['/docs', '/DOCS/', '/docs/swagger-ui.css', '/redoc', '/openapi.json', '/favicon.ico'])(
    'requests for the documentation and its files count as one route: %s',
    async (path) => {
      const answer = await app.heksher.get(path);

      expect(answer.status).toBe(200);
      await until(() => growth(REQUESTS, { route: 'docs', method: 'GET', status: '200' }), 1);
    },
  );

  test.each<[what: string, labels: Record<string, string>, bytes: string]>([
    ['no HTTP', { method: 'other', status: '400' }, 'nonsense\r\n\r\n'],
    ['too long a head', { method: 'other', status: '431' }, `GET / HTTP/1.1\r\nLong: ${'x'.repeat(300_000)}\r\n\r\n`],
    [
      'a body that breaks off',
      { method: 'POST', status: '400' },
      `POST ${RULES} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
    ],
  ])('requests that cannot be read are counted, once and without a duration: %s', async (_, labels, bytes) => {
    await say(app.heksher.url, bytes);

    await until(() => growth(REQUESTS, { route: 'unmatched', ...labels }), 1);
    expect(await growth(REQUESTS, { ...labels, status: '499' })).toBe(0);
    expect((await scrape()).all(`${DURATION}_count`, { route: 'unmatched', ...labels })).toEqual([]);
  });

  test('requests with an expectation that fails count for their route', async () => {
    await say(app.heksher.url, 'GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: odd\r\n\r\n');

    await until(() => growth(REQUESTS, { route: '/api/health', method: 'GET', status: '417' }), 1);
  });

  test('probes of the health are counted for their routes, and read no head', async () => {
    const routes = ['/api/health', '/api/health/live', '/api/health/ready'];

    for (const route of routes) await app.heksher.get(route);

    for (const route of routes) await until(() => growth(REQUESTS, { route, method: 'GET', status: '200' }), 1);
    for (const route of routes) expect(await growth(`${DURATION}_count`, { route, status: '200' })).toBe(1);
    expect(await growth('heksher_head_read_callers_total')).toBe(0);
  });

  test('requests create no more labels than there are routes, whatever the path', async () => {
    const paths = ['/%zz', '/api/v1/rules/x"}', '/api/v1/settings/a\\b', '//', '/docs/../x', '/docsx', '/docs/x/y'];
    const guesses = Array.from({ length: 30 }, (_, at) => [`/ofrep/x${at}`, `/api/v1/x${at}`, `/x${at}`]).flat();

    for (const path of [...paths, ...guesses]) await app.heksher.get(path);
    for (const method of ['PROPFIND', 'MKCOL', 'LINK', 'PUT']) await app.heksher.send(method, '/api/v1/query');

    const samples = (await scrape()).all(REQUESTS);
    const routes = new Set(samples.map(({ labels }) => labels['route']));
    for (const route of routes) expect(route).toMatch(/^(unmatched|docs|\/(api|ofrep|metrics)[\w/:*]*)$/);
    expect([...routes].join()).not.toMatch(/x\d|\*path/);
    for (const { labels } of samples)
      expect(labels['method']).toMatch(/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|other)$/);
    expect(samples.some(({ labels }) => labels['method'] === 'other')).toBe(true);
    expect(routes.size).toBeLessThan(20);
  });
});

describe('requests while the database is away', () => {
  let network: TcpProxy;
  let service: Awaited<ReturnType<typeof serve>>;
  let heksher: Heksher;
  let setting: string;
  beforeAll(async () => {
    ({ name: setting } = await app.given.setting());
    network = await TcpProxy.to(app.database.url);
    service = await serve(network.url, [], { logLevel: 'info' });
    heksher = new Heksher(service.url);
    expect((await heksher.query({ settings: setting })).status).toBe(200); // it is cached from now on
    await network.refuse();
  });
  afterAll(async () => {
    await service.close();
    await network.close();
  });

  test.each<[route: string, method: string, status: string, ask: () => Promise<unknown>]>([
    ['/api/v1/query', 'GET', '503', () => heksher.query({ settings: setting })],
    ['/api/v1/evaluate', 'POST', '503', () => heksher.post('/api/v1/evaluate', { context: {} })],
    ['/ofrep/v1/evaluate/flags', 'POST', '500', () => heksher.post('/ofrep/v1/evaluate/flags', {})],
    ['/ofrep/v1/evaluate/flags/*key', 'POST', '500', () => heksher.post('/ofrep/v1/evaluate/flags/x', {})],
  ])('requests while the database is away count for their route: %s', async (route, method, status, ask) => {
    await ask();

    await until(async () => (await scrape(heksher)).value(REQUESTS, { route, method, status }), 1);
    expect((await scrape(heksher)).value(REQUESTS, { route: 'unmatched' })).toBeUndefined();
  });
});

describe('the database', () => {
  test('the metrics show the connections to the database', async () => {
    await app.given.feature();

    const metrics = await scrape();
    expect(metrics.value('heksher_pool_size')).toBe(10);
    expect(metrics.value('heksher_pool_connections')).toBeGreaterThan(0);
    expect(metrics.value('heksher_pool_idle')).toBeGreaterThan(0);
    expect(metrics.value('heksher_pool_waiting')).toBe(0);
  });

  test('the metrics show how many requests are waiting for a connection', async () => {
    const isAwaited = async () => Number(((await scrape()).value('heksher_pool_waiting') ?? 0) > 0);
    const held = await lock(app.database.url, 'lock table changes');

    const reads = Array.from({ length: 15 }, () => app.heksher.get('/api/v1/changes'));
    await until(isAwaited, 1);
    await held.release();
    await Promise.all(reads);

    await until(isAwaited, 0);
  });

  test('the metrics show how many writes are waiting for others', async () => {
    const features = Array.from({ length: 15 }, () => uniqueName('feature'));
    const areAwaited = async () => Number(((await scrape()).value('heksher_writes_waiting') ?? 0) > 0);

    const writes = await whileWritersWait(async () => {
      const sent = features.map((feature) => app.heksher.addFeature(feature));
      await until(areAwaited, 1);
      return sent;
    });
    await Promise.all(writes);

    await until(areAwaited, 0);
  });

  test('the metrics count writes by their outcome', async () => {
    const setting = await app.given.setting();
    const rule = { setting: setting.name, feature_values: { [setting.configurable_features[0] ?? '']: 'a' }, value: 1 };
    before = await scrape();

    await app.given.rule(rule);
    await app.heksher.addRule(rule);
    await app.heksher.addRule({ ...rule, setting: 'nobody' });

    expect(await growth('heksher_writes_total', { outcome: 'changed' })).toBe(1);
    expect(await growth('heksher_writes_total', { outcome: 'conflict' })).toBe(1);
    expect(await growth('heksher_writes_total', { outcome: 'refused' })).toBe(1);
    expect(await growth('heksher_changes_total', { action: 'rule.created' })).toBe(1);
    expect(await growth('heksher_write_retries_total')).toBe(0);
  });

  test('the metrics show the last sequence seen, and how long ago that was', async () => {
    await app.given.feature();
    await app.heksher.query();

    const metrics = await scrape();
    const [head] = await app.database.sql<{ seq: string }>('select seq from revision_head');
    expect(metrics.value('heksher_revision_sequence')).toBe(Number(head?.seq));
    expect(metrics.value('heksher_state_age_seconds')).toBeLessThan(20);
    expect(await growth('heksher_head_reads_total')).toBeGreaterThan(0);
    expect(await growth('heksher_head_reads_failed_total')).toBe(0);
    expect(await growth('heksher_head_read_callers_total')).toBeGreaterThan(0);
    expect(await growth('heksher_head_read_seconds_total')).toBeGreaterThan(0);
  });
});

describe('the caches', () => {
  test('the metrics show hits and misses of the caches', async () => {
    const { name } = await app.given.setting();
    before = await scrape();

    await app.heksher.query({ settings: name });
    await app.heksher.query({ settings: name, once: 'more' });
    await app.heksher.get(`/api/v1/evaluate?settings=${name}`);

    expect(await growth('heksher_cache_misses_total', { cache: 'rulesets' })).toBe(1);
    expect(await growth('heksher_cache_hits_total', { cache: 'rulesets' })).toBe(2);
  });

  test('concurrent requests for the same answer share one result', async () => {
    const { name } = await app.given.setting();
    const once = { settings: name, asked: 'at once' };
    before = await scrape();

    const answers = await Promise.all(Array.from({ length: 8 }, () => app.heksher.query(once)));

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1);
    expect(await growth('heksher_cache_misses_total', { cache: 'answers' })).toBe(1);
    expect(await growth('heksher_cache_hits_total', { cache: 'answers' })).toBe(7);
  });

  test('the metrics show the size of the caches, which evict the least recently used entries', async () => {
    const { name } = await app.given.setting();

    for (let many = 0; many < 40; many++) await app.heksher.query({ settings: name, many: String(many) });

    const metrics = await scrape();
    const [rulesets, answers] = [{ cache: 'rulesets' }, { cache: 'answers' }];
    expect(metrics.value('heksher_cache_limit_bytes', rulesets)).toBe(48 * 1024);
    expect(metrics.value('heksher_cache_limit_bytes', answers)).toBe(16 * 1024);
    expect(metrics.value('heksher_cache_bytes', answers)).toBeGreaterThan(8 * 1024);
    expect(metrics.value('heksher_cache_bytes', answers)).toBeLessThanOrEqual(16 * 1024);
    expect(metrics.value('heksher_cache_entries', answers)).toBeGreaterThan(5);
    expect(metrics.value('heksher_cache_entries', rulesets)).toBeGreaterThan(0);
    expect(await growth('heksher_cache_evictions_total', answers)).toBeGreaterThan(0);
  });
});

test('a documentation-only service has metrics of its process and requests only', async () => {
  const service = await serve(undefined);
  const heksher = new Heksher(service.url);

  await heksher.get('/docs');
  const metrics = await scrape(heksher);
  await service.close();

  const ours = [...metrics.types.keys()].filter((name) => name.startsWith('heksher_'));
  expect(ours.sort()).toEqual(['heksher_build_info', DURATION, REQUESTS]);
  expect(metrics.value(REQUESTS, { route: 'docs', method: 'GET', status: '200' })).toBe(1);
  expect(metrics.value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
});
