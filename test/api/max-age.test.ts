import { beforeAll, describe, expect, test } from '@jest/globals';
import { serve, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { MetricsText } from '../support/metrics.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const app = useApp({ logLevel: 'info' }); // with the fast lane, as in production
/** A service that logs requests, and so answers all of them with Express. */
let usual: Heksher;
let other: Heksher;

beforeAll(async () => {
  usual = await app.replica({ logLevel: 'debug' });
  other = await app.replica();
  await app.given.features('user');
  await app.given.setting({ name: 'size', configurable_features: ['user'], type: 'int', default_value: 1 });
});

const HOUR = { 'Cache-Control': 'max-age=3600' };

const metric = async (heksher: Heksher, name: string): Promise<number> =>
  new MetricsText((await heksher.get('/metrics')).text).value(name) ?? Number.NaN;
const headReads = (heksher: Heksher) => metric(heksher, 'heksher_head_reads_total');
const withoutHeadRead = (heksher: Heksher) => metric(heksher, 'heksher_reads_without_head_read_total');

/** What some work answers, and how many head reads it took. */
async function counted<Result>(heksher: Heksher, work: () => Promise<Result>): Promise<[Result, number]> {
  const before = await headReads(heksher);
  const result = await work();
  return [result, (await headReads(heksher)) - before];
}

const sizeOf = async (heksher: Heksher, headers: Record<string, string>): Promise<unknown> => {
  const { body } = await heksher.send('GET', '/api/v1/settings/size', undefined, headers);
  return (body as { default_value: unknown }).default_value;
};

/** Changes the default of the setting through a service. */
let version = 0;
async function change(heksher: Heksher, value: number): Promise<void> {
  version += 1;
  const declaration = { name: 'size', configurable_features: ['user'], type: 'int', default_value: value };
  const answer = await heksher.declare({ ...declaration, version: `1.${version}` });
  expect(answer.body).toMatchObject({ outcome: 'upgraded' });
}

describe.each([
  ['in front of Express', () => app.heksher],
  ['behind Express', () => usual],
])('%s', (_, heksherOf) => {
  const ROUTES: { what: string; method: string; path: string; body?: unknown }[] = [
    { what: 'a query', method: 'GET', path: '/api/v1/query?settings=size' },
    { what: 'a query by a body', method: 'POST', path: '/api/v1/query', body: { settings: ['size'] } },
    { what: 'a snapshot', method: 'GET', path: '/api/v1/snapshot' },
    { what: 'a snapshot by a body', method: 'POST', path: '/api/v1/snapshot', body: { settings: ['size'] } },
    { what: 'an evaluation', method: 'POST', path: '/api/v1/evaluate', body: { context: { user: 'jim' } } },
    { what: 'an evaluation by URL', method: 'GET', path: '/api/v1/evaluate?context=user:jim' },
    { what: 'a page of evaluations', method: 'GET', path: '/api/v1/evaluate?limit=2' },
    {
      what: 'a comparison',
      method: 'POST',
      path: '/api/v1/evaluate/compare',
      body: { contexts: [{}, { user: 'jim' }] },
    },
    { what: 'a flag', method: 'POST', path: '/ofrep/v1/evaluate/flags/size', body: { context: { user: 'jim' } } },
    { what: 'all flags', method: 'POST', path: '/ofrep/v1/evaluate/flags', body: { context: { user: 'jim' } } },
    { what: 'a setting', method: 'GET', path: '/api/v1/settings/size' },
    { what: 'the metadata of a setting', method: 'GET', path: '/api/v1/settings/size/metadata' },
    { what: 'the rules of a setting', method: 'GET', path: '/api/v1/settings/size/rules' },
    { what: 'the settings', method: 'GET', path: '/api/v1/settings' },
    { what: 'a search', method: 'GET', path: '/api/v1/settings?search=size&limit=5' },
    { what: 'the prefixes', method: 'GET', path: '/api/v1/settings/prefixes' },
    { what: 'the facets', method: 'GET', path: '/api/v1/settings/facets' },
    { what: 'the rules of all settings', method: 'GET', path: '/api/v1/rules' },
    { what: 'an export', method: 'GET', path: '/api/v1/export' },
  ];

  test.each(ROUTES)('$what with max-age needs no head read, and says how old it is', async ({ method, path, body }) => {
    const heksher = heksherOf();
    const ask = (headers: Record<string, string>) => () => heksher.send(method, path, body, headers);
    const [newest, reads] = await counted(heksher, ask({}));

    const [aged, none] = await counted(heksher, ask(HOUR));

    expect(newest.status).toBe(200);
    expect(newest.headers.get('age')).toBeNull();
    expect(reads).toBeGreaterThan(0);
    expect(none).toBe(0);
    expect(Number(aged.headers.get('age') ?? Number.NaN)).toBeGreaterThanOrEqual(0);
    expect(withoutAge(aged)).toEqual(withoutAge(newest));
  });

  test('reads that need no head read are counted, each once, cached or not', async () => {
    const heksher = heksherOf();
    const path = '/api/v1/query?settings=size';
    const without = async (headers: Record<string, string>) => {
      const before = await withoutHeadRead(heksher);
      expect((await heksher.send('GET', path, undefined, headers)).status).toBe(200);
      return (await withoutHeadRead(heksher)) - before;
    };
    await change(heksher, 41); // no answer is cached now

    expect(await without(HOUR)).toBe(1);
    expect(await without(HOUR)).toBe(1);
    expect(await without({})).toBe(0);
  });

  test('an unchanged answer has its age as well', async () => {
    const path = '/api/v1/query?settings=size';
    const { headers } = await heksherOf().get(path);

    const ask = () => heksherOf().send('GET', path, undefined, { ...HOUR, 'If-None-Match': headers.get('etag') ?? '' });
    const [unchanged, reads] = await counted(heksherOf(), ask);

    expect([unchanged.status, unchanged.headers.get('age'), reads]).toEqual([304, '0', 0]);
    expect(unchanged.headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    ['no-cache'],
    ['max-age=0'],
    ['max-age=3600, no-cache'],
    ['max-age=soon'],
    ['max-age="3600'],
    ['max-stale=3600'],
  ])('with Cache-Control: %s a read begins with a head read', async (header) => {
    await sizeOf(heksherOf(), {});

    const ask = () => heksherOf().send('GET', '/api/v1/settings/size', undefined, { 'Cache-Control': header });
    const [answer, reads] = await counted(heksherOf(), ask);

    expect(reads).toBe(1);
    expect(answer.headers.get('age')).toBeNull();
  });

  test('an answer is as old as it may be, and no older', async () => {
    const heksher = heksherOf();
    await change(other, 1);
    expect(await sizeOf(heksher, {})).toBe(1);
    await change(other, 2);
    await until(async () => (await metric(heksher, 'heksher_state_age_seconds')) >= 1, 'the state to be a second old');

    const old = await heksher.send('GET', '/api/v1/settings/size', undefined, HOUR);
    const value = await sizeOf(heksher, { 'Cache-Control': 'max-age=1' });

    expect(old.body).toMatchObject({ default_value: 1 });
    expect(Number(old.headers.get('age'))).toBeGreaterThanOrEqual(1);
    expect(value).toBe(2);
    expect(await sizeOf(heksher, HOUR)).toBe(2);
  });

  test('a write through an instance is in all of its later answers, however old they may be', async () => {
    const heksher = heksherOf();
    const id = await app.given.rule({ setting: 'size', feature_values: { user: uniqueName('user') }, value: 0 });
    await sizeOf(heksher, {});

    for (let value = 1; value <= 10; value++) {
      if (value % 3 === 0) await change(other, value); // so that the next write is not the next change
      await heksher.setRuleValue(id, value);
      const { body } = await heksher.send('GET', '/api/v1/settings/size/rules', undefined, HOUR);
      const { rules } = body as { rules: { rule_id: number; value: unknown }[] };
      expect(rules.find((rule) => rule.rule_id === id)?.value).toBe(value);
      await change(heksher, 100 + value);
      expect(await sizeOf(heksher, HOUR)).toBe(100 + value);
    }
  });

  test('a setting that is not in memory is loaded', async () => {
    const name = uniqueName('setting');
    await heksherOf().declare({ name, configurable_features: ['user'], type: 'int', default_value: 5 });

    const { body } = await heksherOf().send('GET', `/api/v1/settings/${name}`, undefined, HOUR);

    expect(body).toMatchObject({ default_value: 5 });
  });
});

/** What an answer has besides what differs from request to request. */
function withoutAge({ status, text, headers }: Answer): object {
  const ignored = ['age', 'date', 'x-request-id'];
  return { status, text, headers: Object.fromEntries([...headers].filter(([name]) => !ignored.includes(name))) };
}

describe('with HEKSHER_MAX_AGE_MS', () => {
  let aged: Heksher;
  beforeAll(async () => {
    aged = await app.replica({ maxAgeMs: 3_600_000 });
  });

  test('reads that say nothing need no head read, and no-cache asks for one', async () => {
    await change(other, 7);
    expect(await sizeOf(aged, { 'Cache-Control': 'no-cache' })).toBe(7);
    await change(other, 8);

    const [silent, none] = await counted(aged, () => aged.get('/api/v1/settings/size'));
    const [value, one] = await counted(aged, () => sizeOf(aged, { 'Cache-Control': 'no-cache' }));

    expect(silent.body).toMatchObject({ default_value: 7 });
    expect(silent.headers.get('age')).toBe('0');
    expect([none, value]).toEqual([0, 8]);
    expect(one).toBeGreaterThan(0);
  });

  test('a request may ask for less, or for more', async () => {
    await sizeOf(aged, {});
    await until(async () => (await metric(aged, 'heksher_state_age_seconds')) >= 1, 'the state to be a second old');

    const [, more] = await counted(aged, () => sizeOf(aged, { 'Cache-Control': 'max-age=7200' }));
    const [answer] = await counted(aged, () =>
      aged.send('GET', '/api/v1/settings/size', undefined, { 'Cache-Control': 'max-age=1' }),
    );

    expect(more).toBe(0);
    expect(answer.headers.get('age')).toBeNull();
  });

  test('a declaration is judged on the newest state all the same', async () => {
    const declared = await app.given.setting({ default_value: 1 });
    expect((await aged.declare(declared)).body).toEqual({ outcome: 'uptodate' });
    expect((await aged.declare(declared)).body).toEqual({ outcome: 'uptodate' });

    await other.declare({ ...declared, default_value: 2, version: '1.1' });

    expect((await aged.declare(declared)).body).toMatchObject({ outcome: 'outdated' });
  });
});

describe('with a database that is far away', () => {
  test('reads with max-age do without it, whether it is slow or hangs', async () => {
    const network = await TcpProxy.to(app.database.url, { delay: () => 50 });
    const service = await serve(network.url, [], { logLevel: 'info' });
    const { heksher } = service;
    try {
      await sizeOf(heksher, {});
      const [, reads] = await counted(heksher, async () => {
        for (let time = 0; time < 50; time++) await sizeOf(heksher, HOUR);
      });
      const [, others] = await counted(heksher, async () => {
        for (let time = 0; time < 5; time++) await sizeOf(heksher, {});
      });
      network.hang();
      const aged = await heksher.send('GET', '/api/v1/settings/size', undefined, HOUR);
      const newest = await heksher.get('/api/v1/settings/size');

      expect([reads, others]).toEqual([0, 5]);
      expect([aged.status, newest.status]).toEqual([200, 503]);
      expect(aged.headers.get('warning')).toBeNull();
    } finally {
      network.resume();
      await service.close();
      await network.close();
    }
  });
});

describe('the background poll', () => {
  test('reads the head while reads with max-age come', async () => {
    const polled = await app.replica();
    await sizeOf(polled, {});
    await change(other, 20);

    await sizeOf(polled, { 'Cache-Control': 'max-age=1' });

    await until(async () => (await sizeOf(polled, HOUR)) === 20, 'an hour to be enough, as the poll has read the head');
  });

  test('reads nothing while no read says how old its answer may be', async () => {
    const silent = await app.replica();
    await sizeOf(silent, {});

    const [, reads] = await counted(silent, () =>
      until(async () => (await metric(silent, 'heksher_state_age_seconds')) > 1, 'a second without reads'),
    );

    expect(reads).toBe(0);
  });
});
