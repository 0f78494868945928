import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import 'reflect-metadata';
import type { Database, UseCount } from '@heksher/persistence';
import { serve, useApp, type Service } from '../support/app.js';
import { Given, uniqueName } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { MetricsText } from '../support/metrics.js';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { startOnDatabase } from '../support/service-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { answered } from '../support/until.js';

const shop = { 'Heksher-Client': 'shop/1.4.2' };

/** The hits of a setting's queries. */
async function hitsOf(heksher: Heksher, name: string): Promise<number> {
  const { body } = await answered(() => heksher.get(`/api/v1/usage?setting=${name}&client=shop/1.4.2`), 200);
  return (body as { usage: { hits: number }[] }).usage.reduce((sum, { hits }) => sum + hits, 0);
}

async function query(heksher: Heksher, name: string, times = 1): Promise<void> {
  for (let at = 0; at < times; at++) {
    const { status } = await heksher.send('GET', `/api/v1/query?settings=${name}`, undefined, shop);
    expect(status).toBe(200);
  }
}

describe('counts in the database', () => {
  let server: TestDatabase;
  let database: Database;
  let close: OpenedDatabase['close'];
  beforeAll(async () => {
    ({ server, database, close } = await openOwnDatabase());
  });
  afterEach(() => server.sql('truncate usage, rule_usage'));
  afterAll(() => close());

  const AT = new Date('2026-11-27T08:00:00Z');
  const use = (name: string): UseCount => {
    return { name, client: 'shop', kind: 'query', day: '2026-11-27', hits: 1, firstAt: AT, lastAt: AT };
  };

  test('instances that write the same rows in different orders do not hold each other up', async () => {
    const uses = Array.from({ length: 500 }, (_, at) => use(`setting_${at}`));
    const wins = Array.from({ length: 500 }, (_, at) => ({ rule: at, day: '2026-11-27', wins: 1, lastAt: AT }));
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        database.bookkeeping.addUsage({ uses, wins }),
        database.bookkeeping.addUsage({ uses: [...uses].reverse(), wins: [...wins].reverse() }),
      ]);
    }

    expect(await server.sql('select min(hits), max(hits), count(*)::integer from usage')).toEqual([
      { min: '20', max: '20', count: 500 },
    ]);
    expect(await server.sql('select min(wins), max(wins) from rule_usage')).toEqual([{ min: '20', max: '20' }]);
  });

  test('counting changes no revision and no log', async () => {
    const state = 'select h.id, h.seq, (select count(*) from changes) from revision_head h';
    const before = await server.sql(state);
    await database.bookkeeping.addUsage({
      uses: [use('size')],
      wins: [{ rule: 1, day: '2026-11-27', wins: 1, lastAt: AT }],
    });
    await database.bookkeeping.forgetUsage(90);

    expect(await server.sql(state)).toEqual(before);
  });

  test('days that are longer ago than kept are deleted, in batches', async () => {
    await server.sql(`
      insert into usage select 'a' || n, 'shop', 'query', (now() at time zone 'UTC')::date - 91, 1, now(), now()
      from generate_series(1, 6000) as n`);
    await server.sql(`
      insert into usage select 'kept', 'shop', 'query', (now() at time zone 'UTC')::date - 90, 1, now(), now();
      insert into rule_usage select 1, (now() at time zone 'UTC')::date - d, 1, now() from unnest(array[90, 91]) as d`);
    const more = [await database.bookkeeping.forgetUsage(90), await database.bookkeeping.forgetUsage(90)];

    expect(more).toEqual([true, false]);
    expect(await server.sql('select name from usage')).toEqual([{ name: 'kept' }]);
    expect(await server.sql('select count(*)::integer from rule_usage')).toEqual([{ count: 1 }]);
  });

  test('100,000 names are written and found', async () => {
    const names = Array.from({ length: 100_000 }, (_, at) => `setting_${at}`);
    for (let at = 0; at < names.length; at += 5000) {
      await database.bookkeeping.addUsage({ uses: names.slice(at, at + 5000).map(use), wins: [] });
    }
    const found = await database.read(({ usage }) => usage.lastUses());

    expect(found.size).toBe(100_000);
    expect(found.get('setting_99999')).toEqual({ declaredAt: undefined, readAt: AT });
  });
});

describe('two instances', () => {
  const app = useApp();

  test('both count, and either one answers with what is written', async () => {
    const other = await app.replica();
    const { name } = await app.given.setting();
    await Promise.all([query(app.heksher, name, 5), query(other, name, 7)]);
    await hitsOf(other, name);

    expect(await hitsOf(app.heksher, name)).toBe(12);
  });
});

describe('an outage of the database', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let service: Service;
  const logs: Record<string, unknown>[] = [];
  beforeAll(async () => {
    database = await createDatabase();
    proxy = await TcpProxy.to(database.url);
    service = await serve(proxy.url, logs);
  });
  afterAll(async () => {
    await service.close();
    await proxy.close();
    await database.drop();
  });

  test('counts wait while the database is away, and are written once', async () => {
    const { heksher } = service;
    const { name } = await new Given(heksher).setting();
    await query(heksher, name, 3);
    await proxy.refuse();
    const during = await heksher.get('/api/v1/usage/clients');
    const metrics = new MetricsText((await heksher.get('/metrics')).text);
    await proxy.restore();
    await answered(() => heksher.get('/api/v1/query'), 200);
    await query(heksher, name, 2);

    expect(during.status).toBe(503);
    expect(metrics.value('heksher_usage_rows_waiting')).toBeGreaterThan(0);
    expect(metrics.value('heksher_usage_write_failures_total')).toBe(1);
    expect(await hitsOf(heksher, name)).toBe(5);
    expect(await hitsOf(heksher, name)).toBe(5);
  });
});

describe('the end of an instance', () => {
  test.each([
    ['that is told to stop writes what it has counted', 'SIGTERM', 5],
    ['that is killed loses what it had not written', 'SIGKILL', 2],
  ] as const)('one %s', async (_title, signal, hits) => {
    const { program, heksher, database, stop } = await startOnDatabase();
    try {
      const name = uniqueName('size');
      await new Given(heksher).setting({ name });
      await query(heksher, name, 2);
      await hitsOf(heksher, name); // writes
      await query(heksher, name, 3);
      await program.stop(signal);

      expect(await database.sql(`select hits from usage where client = 'shop/1.4.2'`)).toEqual([
        { hits: String(hits) },
      ]);
    } finally {
      await stop();
    }
  });
});
