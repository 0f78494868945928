import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { migrate } from '../../migrations/migrate.js';
import { useApp, type TestApp } from '../support/app.js';
import type { Answer, Declared } from '../support/heksher.js';
import { answered } from '../support/until.js';

jest.setTimeout(60_000); // the schema is checked every few seconds

const app = useApp({ staleIfErrorSeconds: 60 });
let setting: Declared;
beforeAll(async () => {
  setting = await app.given.setting({ default_value: 1 });
  await app.given.rule({ setting: setting.name, feature_values: { [feature()]: 'jim' }, value: 2 });
  expect((await query()).status).toBe(200);
});

const feature = () => setting.configurable_features[0] ?? '';
const query = () => app.heksher.query({ settings: setting.name });
const ready = () => app.heksher.get('/api/health/ready');
const detailOf = ({ body }: Answer) => (body as { detail?: unknown }).detail;

/** Requests that need the database, one of each kind. The first two are answered from memory while the schema is there. */
const REQUESTS: [string, (app: TestApp) => Promise<Answer>][] = [
  ['a query', () => query()],
  ['an evaluation', ({ heksher }) => heksher.get(`/api/v1/evaluate?settings=${setting.name}`)],
  ['a declaration', ({ heksher }) => heksher.declare(setting)],
  ['the list of settings', ({ heksher }) => heksher.settings()],
  ['a rule', ({ heksher }) => heksher.rule(1)],
  ['the context features', ({ heksher }) => heksher.features()],
  ['the change log', ({ heksher }) => heksher.get('/api/v1/changes')],
  ['a new stream', ({ heksher }) => heksher.get('/api/v1/changes/stream')],
  [
    'a new rule',
    ({ heksher }) => heksher.addRule({ setting: setting.name, feature_values: { [feature()]: 'x' }, value: 3 }),
  ],
  ['a new feature', ({ heksher }) => heksher.addFeature('another')],
];

const TAKE_AWAY = 'alter schema public rename to elsewhere; create schema public';
const GIVE_BACK = 'drop schema public cascade; alter schema elsewhere rename to public';
const NO_SCHEMA = 'the database has no schema yet: run "npm run migration:run" on it first';

const errors = () => app.logs.filter(({ level }) => level === 'error').map(({ message }) => message);

describe('once the tables are gone', () => {
  afterEach(async () => {
    await app.database.sql(GIVE_BACK);
    await answered(ready, 200);
  });

  test.each(REQUESTS.filter(([name]) => ['a query', 'a rule', 'a new rule', 'a new stream'].includes(name)))(
    'once the tables are gone, %s is answered 503 with the sentence of /api/health/ready at the first try',
    async (_, ask) => {
      await app.database.sql(TAKE_AWAY);

      const answer = await ask(app);

      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(detailOf(answer)).toBe(NO_SCHEMA);
      expect(detailOf(await ready())).toBe(NO_SCHEMA);
    },
  );

  test('the loss of the tables is logged once, and the service recovers by itself when they are there again', async () => {
    app.logs.length = 0;
    await app.database.sql(TAKE_AWAY);
    for (const [, ask] of REQUESTS) expect((await ask(app)).status).toBe(503);
    const logged = errors();
    await migrate(app.database.url);
    await answered(ready, 200);

    const answer = await query();

    expect(logged).toEqual([NO_SCHEMA]);
    expect(answer.status).toBe(404); // the tables are empty now
    expect((await app.heksher.settings()).body).toEqual({ settings: [] });
  });

  test('once the tables are gone, flags are answered with 500, as OpenFeature’s providers expect, and the same sentence', async () => {
    await app.database.sql(TAKE_AWAY);

    const answer = await app.heksher.post(`/ofrep/v1/evaluate/flags/${setting.name}`, { context: {} });

    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ errorCode: 'GENERAL', errorDetails: NO_SCHEMA });
  });
});

test('an answer says that the database is Heksher’s and not migrated yet, and the service works once it is migrated', async () => {
  await app.database.sql(TAKE_AWAY);
  await app.database.sql(await readFile('test/fixtures/heksher-0.5.7.sql', 'utf8'));
  const refused = await answered(() => app.heksher.settings(), 503);
  const said = detailOf(await answered(ready, 503));
  await app.database.sql('set search_path = public'); // the dump has emptied the search path of its connection
  await migrate(app.database.url);
  await answered(ready, 200);
  const served = await app.heksher.settings();
  await app.database.sql(GIVE_BACK);
  await answered(async () => ((await query()).status === 200 ? ready() : query()), 200);

  expect(said).toBe(
    'the database has the tables of Heksher, but was not migrated: run "npm run migration:run" on it first',
  );
  expect(detailOf(refused)).toContain('migration:run');
  expect(served.status).toBe(200);
});

describe('a trigger that is disabled', () => {
  const name = 'the trigger heksher_foreign_write on settings';

  test('a trigger that is disabled stops all answers until it is enabled again', async () => {
    await app.database.sql('alter table settings disable trigger heksher_foreign_write');
    const said = await answered(ready, 503);
    const refused = await query();
    await app.database.sql('alter table settings enable always trigger heksher_foreign_write');
    await answered(ready, 200);

    expect(detailOf(said)).toBe(
      `the database lacks ${name}, which the service relies on: run "npm run migration:run" on it`,
    );
    expect([refused.status, detailOf(refused)]).toEqual([503, detailOf(said)]);
    expect((await query()).status).toBe(200);
  });

  test('a trigger that was disabled for a while is noticed, and answers show what was written meanwhile', async () => {
    await app.database.sql(`
      begin;
      alter table settings disable trigger all;
      update settings set default_value = '7';
      alter table settings enable trigger all;
      commit`);

    const settled = async () => {
      const answer = await query();
      return answer.text.includes('"default_value":7') ? answer : { ...answer, status: 0 };
    };
    await expect(answered(settled, 200)).resolves.toMatchObject({ status: 200 });
  });
});

test('after all connections were lost, nothing is answered before the schema was checked', async () => {
  await app.database.sql(`
    alter table conditions disable trigger heksher_conditions_deleted;
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'heksher'`);

  const answer = await query();

  expect(answer.status).toBe(503);
  expect(detailOf(answer)).toContain('the trigger heksher_conditions_deleted on conditions');
  await app.database.sql('alter table conditions enable trigger heksher_conditions_deleted');
  await answered(ready, 200);
});
