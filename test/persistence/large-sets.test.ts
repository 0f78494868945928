import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { useApp, type TestApp } from '../support/app.js';
import { lock } from '../support/connections.js';
import { answered } from '../support/until.js';

const MEBIBYTE = 1024 * 1024;

const app = useApp({ logLevel: 'info' });
const { heksher } = app;

beforeAll(async () => {
  await app.given.feature('user');
});

const LARGE = 40;
const nameOf = (index: number) => `s${String(index).padStart(2, '0')}`;

/** Replaces all settings by some whose rules take about this much together: two rules each, with long texts. */
async function fill(settings: number, bytes: number): Promise<void> {
  const names = Array.from({ length: settings }, (_, index) => nameOf(index));
  await app.database.sql(`
    begin;
    delete from settings;
    insert into settings (name, type, default_value, version)
      select unnest('{${names.join()}}'::text[]), 'str', '"none"', '1.0';
    insert into configurable select name, 'user' from settings;
    insert into rules (setting, value) select name, to_json(repeat('x', ${Math.floor(bytes / settings / 2)})) from settings;
    insert into conditions select id, 'user', 'a' from rules;
    insert into rules (setting, value) select name, to_json(repeat('y', ${Math.floor(bytes / settings / 2)})) from settings;
    insert into conditions
      select r.id, 'user', 'b' from rules r where not exists (select from conditions c where c.rule = r.id);
    commit;`);
}

type Queried = { settings: Record<string, { default_value: string; rules: { value: string }[] }> };

const queryAll = async (from = heksher): Promise<Queried> => (await from.query()).body as Queried;

test('an answer that is loaded in pieces is complete', async () => {
  await fill(LARGE, 8 * MEBIBYTE);

  const { settings } = await queryAll();

  expect(Object.keys(settings)).toEqual(Array.from({ length: LARGE }, (_, index) => nameOf(index)));
  const firstLetters = Object.values(settings).map(({ rules }) => rules.map(({ value }) => value.slice(0, 2)).join());
  expect(new Set(firstLetters)).toEqual(new Set(['xx,yy']));
});

test('an answer shows one state even if it is loaded in pieces while everything changes', async () => {
  await fill(LARGE, 4 * MEBIBYTE);
  let isDone = false;

  const read = async () => {
    while (!isDone) {
      const { status, body } = await heksher.query({ context_filters: 'user:(c)' });
      if (status === 503) continue; // it changes faster than it can be loaded
      const defaults = Object.values((body as Queried).settings).map((one) => one.default_value);
      expect(new Set(defaults).size).toBe(1);
    }
  };
  const readers = [read(), read(), read()];
  for (let value = 1; value <= 30; value++) {
    // One transaction of another program: its change names no settings.
    await app.database.sql('update settings set default_value = $1', [JSON.stringify(`v${value}`)]);
  }
  isDone = true;

  await Promise.all(readers);
  const { settings } = await queryAll();
  expect(Object.values(settings).every((one) => one.default_value === 'v30')).toBe(true);
});

test('concurrent requests for settings that are not cached get the same answer', async () => {
  await fill(LARGE, 4 * MEBIBYTE);

  const answers = await Promise.all(Array.from({ length: 20 }, () => heksher.query()));

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

test('an answer that does not fit into the cache comes from one statement unless it is very large', async () => {
  await fill(LARGE, 8 * MEBIBYTE);
  const small = await startSmall();

  const first = await queryAll(small);
  await app.database.sql(`update settings set default_value = '"new"'`);
  const second = await queryAll(small);

  expect(Object.keys(first.settings)).toHaveLength(LARGE);
  expect(new Set(Object.values(second.settings).map((one) => one.default_value))).toEqual(new Set(['new']));
});

test('a request that would need too much memory is refused with a sentence that names the variable', async () => {
  await fill(LARGE, 24 * MEBIBYTE);
  const small = await startSmall();
  const detail =
    /^the settings asked for need 24\.\d+ MiB of memory or more, and HEKSHER_CACHE_MB leaves 0\.75 MiB for rules: raise it/;

  const [query, evaluation, flags, some, list] = await Promise.all([
    small.query(),
    small.post('/api/v1/evaluate', { context: {} }),
    small.post('/ofrep/v1/evaluate/flags', { context: {} }),
    small.query({ settings: [nameOf(0), nameOf(1)].join() }),
    small.settings(),
  ]);

  expect([query, evaluation, flags, some, list].map(({ status }) => status)).toEqual([507, 507, 500, 200, 200]);
  for (const refused of [query, evaluation]) {
    expect(refused.body).toMatchObject({ title: 'Insufficient Storage', detail: expect.stringMatching(detail) });
    expect(refused.headers.get('retry-after')).toBeNull();
  }
  expect(flags.body).toMatchObject({ errorDetails: expect.stringMatching(detail) });
});

test('a request that waits too long for a load is refused with a hint that the load goes on, and succeeds later', async () => {
  await fill(LARGE, 4 * MEBIBYTE);
  const held = await lock(app.database.url, 'lock table conditions in access exclusive mode');
  app.onStop(() => held.release());

  const querying = heksher.query();
  let isAnswered = false;
  void querying.then(() => (isAnswered = true));
  while (!isAnswered) await heksher.features().then(() => sleep(100)); // the database answers all the time
  const refused = await querying;
  await held.release();
  const answer = await answered(() => heksher.query(), 200);

  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.body).toMatchObject({ detail: expect.stringContaining('still being loaded') });
  expect(answer.status).toBe(200);
});

/** Another service on the database, with a mebibyte for its caches. */
async function startSmall(): Promise<TestApp['heksher']> {
  return app.replica({ cacheMemory: { bytes: MEBIBYTE, origin: 'HEKSHER_CACHE_MB' } });
}
