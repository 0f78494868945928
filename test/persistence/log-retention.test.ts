import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '@heksher/persistence';
import { serve } from '../support/app.js';
import { HEAD, lock } from '../support/connections.js';
import { MetricsText } from '../support/metrics.js';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import type { TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

let server: TestDatabase;
let database: Database;
let close: OpenedDatabase['close'];

beforeAll(async () => {
  ({ server, database, close } = await openOwnDatabase());
});
afterAll(() => close());

/** A log of changes whose age in days is given, oldest first. */
async function fillLog(ages: readonly number[]): Promise<void> {
  await server.sql('truncate changes');
  await server.sql(
    `insert into changes (seq, id, parent, at, action)
     select n, md5('x' || n)::uuid, md5('x' || n - 1)::uuid, now() - age * interval '1 day' + interval '1 hour', 'rule.deleted'
     from unnest($1::integer[]) with ordinality as a (age, n)`,
    [ages],
  );
  await server.sql(`update revision_head set seq = ${ages.length}, id = md5('x' || ${ages.length})::uuid`);
}

const left = async () => {
  const rows = await server.sql<{ seq: string }>('select seq from changes order by seq');
  return rows.map(({ seq }) => Number(seq));
};

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** What a stream of changes sends until its first event is whole. */
async function firstEvents(url: string, since: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/changes/stream?since=${since}`);
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (/event: [^]*\n\n/.test(text)) break;
  }
  return text;
}

describe('old changes', () => {
  beforeEach(() => fillLog([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]));

  test.each([
    ['older than the days that they stay', { days: 6, least: 1 }, numbers(4, 10)],
    ['not among the newest', { days: 1, least: 4 }, numbers(7, 10)],
    ['more than the log has to keep', { days: 1, least: 10 }, numbers(1, 10)],
  ])('old changes are deleted only if they are %s', async (_, kept, expected) => {
    await database.bookkeeping.forgetChanges(kept);

    expect(await left()).toEqual(expected);
  });

  test('old changes leave no gap, even if the clock went back', async () => {
    await fillLog([9, 9, 1, 9, 9, 0]);

    await database.bookkeeping.forgetChanges({ days: 5, least: 1 });

    expect(await left()).toEqual([3, 4, 5, 6]);
  });

  test('old changes are deleted a thousand at a time', async () => {
    await fillLog([...numbers(1, 1500).map(() => 9), 0]);

    const first = await database.bookkeeping.forgetChanges({ days: 1, least: 1 });
    const second = await database.bookkeeping.forgetChanges({ days: 1, least: 1 });

    expect(first).toEqual({ count: 1000, isMore: true });
    expect(second).toEqual({ count: 500, isMore: false });
  });

  test('old changes are deleted by several instances at once without a fault, and the newest stays', async () => {
    await fillLog(numbers(1, 3000).map(() => 9));
    const forget = async () => {
      while ((await database.bookkeeping.forgetChanges({ days: 1, least: 1 })).isMore);
    };

    await Promise.all([forget(), forget(), forget()]);
    await forget();

    expect(await left()).toEqual([3000]);
  });

  test('old changes are deleted while a writer holds the head', async () => {
    const writer = await lock(server.url, HEAD);
    const { count } = await database.bookkeeping.forgetChanges({ days: 6, least: 1 });
    await writer.release();

    expect(count).toBe(3);
  });
});

describe('a service that keeps changes for some days', () => {
  test('a service that keeps changes for some days deletes older ones at start, and reads and writes go on', async () => {
    const first = await serve(server.url);
    await fillLog([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    await first.heksher.addFeature('before');

    const service = await serve(server.url, [], { keptChanges: { days: 5, least: 2 } });
    await until(async () => (await left())[0] === 5, 'the old changes to go');
    const added = await first.heksher.addFeature('user');
    const changes = await service.heksher.get('/api/v1/changes?since=2');

    expect(added.status).toBe(204);
    expect((changes.body as { changes: { sequence: number }[] }).changes.map(({ sequence }) => sequence)).toEqual(
      numbers(5, 12),
    );
    await service.close();
    await first.close();
  });

  test('a service that keeps changes for some days resets a stream that continues from a deleted change', async () => {
    await fillLog([9, 8, 7, 1, 0]);
    const service = await serve(server.url, [], { keptChanges: { days: 5, least: 1 } });
    await until(async () => (await left())[0] === 4, 'the old changes to go');

    const texts = await Promise.all(['2', '4'].map((since) => firstEvents(service.url, since)));

    expect(texts[0]).toContain('event: reset');
    expect(texts[1]).toMatch(/event: change\n[^]*"sequence":5/);
    await service.close();
  });

  test('a service that keeps changes for some days tells the oldest sequence as a metric', async () => {
    await fillLog([9, 8, 0]);
    const service = await serve(server.url, [], { keptChanges: { days: 5, least: 1 } });
    const oldest = async () =>
      new MetricsText((await service.heksher.get('/metrics')).text).value('heksher_changes_oldest_sequence');

    await until(async () => (await oldest()) === 3, 'the metric to be read');

    await service.close();
  });
});
