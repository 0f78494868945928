import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { migrate } from '../../migrations/migrate.js';
import { EventClient } from '../api/changes-client.js';
import { serve } from '../support/app.js';
import { Given } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { lock, type Lock } from '../support/connections.js';
import { asOddRole, createDatabase, withOptions, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

/** The timeout of a session in these tests, shorter than a request may take. */
const TIMEOUT_MS = 100;

let database: TestDatabase;
const opened: (() => Promise<void>)[] = [];
beforeEach(async () => {
  database = await createDatabase();
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await database.drop();
});

/** A service whose sessions begin with these settings, as its connection string says. */
async function serveWith(settings: Record<string, string>): Promise<Heksher> {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const service = await serve(withOptions(database.url, options.join(' ')));
  opened.push(() => service.close());
  return service.heksher;
}

async function lockTable(table: string): Promise<Lock> {
  const held = await lock(database.url, `lock table ${table} in access exclusive mode`);
  opened.push(held.release);
  return held;
}

/** Resolves once a statement of the service has waited for a lock for longer than its session allows. */
async function untilOneHasWaited(): Promise<void> {
  const waiting = `
    select from pg_stat_activity
    where datname = current_database() and application_name = 'heksher' and wait_event_type = 'Lock'
      and query_start < clock_timestamp() - interval '${1.5 * TIMEOUT_MS} ms'`;
  await until(async () => (await database.sql(waiting)).length > 0, 'a statement that waits');
}

test.each(['ISO', 'German', 'SQL', 'Postgres'])(
  'DateStyle %s and a time zone change no time of the log',
  async (style) => {
    const heksher = await serveWith({ datestyle: style, timezone: 'Pacific/Chatham' });
    await new Given(heksher).feature();
    await database.sql("update changes set at = '2026-03-29 01:02:03.004567+00'");

    const answer = await heksher.get('/api/v1/changes');
    const stream = await EventClient.open(`${heksher.url}/api/v1/changes/stream`, { 'Last-Event-ID': '1' });
    opened.push(() => Promise.resolve(stream.close()));
    const [event] = await stream.first(1);

    const change = { sequence: 2, at: '2026-03-29T01:02:03.004Z', action: 'context_feature.added' };
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ changes: [{ sequence: 1 }, change] });
    expect(event).toMatchObject({ event: 'change', data: change });
  },
);

test.each([
  ['statement_timeout', 'settings'],
  ['lock_timeout', 'settings'],
  ['lock_timeout', 'revision_head'],
  ['transaction_timeout', 'settings'],
])('%s ends no read early, here one that waits for %s', async (setting, table) => {
  const isKnown = (await database.sql('select 1 from pg_settings where name = $1', [setting])).length > 0;
  const heksher = await serveWith(isKnown ? { [setting]: String(TIMEOUT_MS) } : {});
  const held = await lockTable(table);

  const reading = heksher.settings();
  await untilOneHasWaited();
  await held.release();

  expect((await reading).status).toBe(200);
});

test.each(['statement_timeout', 'lock_timeout', 'transaction_timeout'])(
  '%s ends no write before its time is over',
  async (setting) => {
    const isKnown = (await database.sql('select 1 from pg_settings where name = $1', [setting])).length > 0;
    const heksher = await serveWith(isKnown ? { [setting]: String(TIMEOUT_MS) } : {});
    const held = await lockTable('changes');

    const writing = heksher.addFeature('user');
    await untilOneHasWaited();
    await held.release();

    expect((await writing).status).toBe(204);
  },
);

test('writers that wait for each other read what the others wrote, whatever the default isolation level', async () => {
  const heksher = await serveWith({ default_transaction_isolation: 'serializable' });
  const given = new Given(heksher);
  const setting = await given.setting({ configurable_features: [await given.feature('user')] });

  const rule = { setting: setting.name, feature_values: { user: 'jim' }, value: 1 };
  const answers = await Promise.all(Array.from({ length: 8 }, () => heksher.addRule(rule)));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
});

test('with default_transaction_read_only reads work, and writes are refused with a reason', async () => {
  const heksher = await serveWith({ default_transaction_read_only: 'on' });

  const read = await heksher.settings();
  const write = await heksher.addFeature('user');

  expect(read.status).toBe(200);
  expect(write.status).toBe(503);
  expect(write.body).toMatchObject({ detail: expect.stringContaining('takes no writes') });
});

test('a role with odd settings migrates a database and serves it', async () => {
  const empty = await createDatabase({ template: 'empty' });
  opened.push(() => empty.drop());
  const url = asOddRole(empty);
  const { username: role } = new URL(url);
  await empty.sql(`alter database ${empty.name} owner to ${role}`);
  await empty.sql(`alter role ${role} in database ${empty.name} set default_transaction_read_only = on`);

  const { executed } = await migrate(url);
  const again = await migrate(url);
  await empty.sql(`alter role ${role} in database ${empty.name} reset default_transaction_read_only`);
  const service = await serve(url);
  opened.push(() => service.close());
  const { heksher } = service;
  await new Given(heksher).setting({ default_value: 7 });

  expect(executed.length).toBeGreaterThan(0);
  expect(again.executed).toEqual([]);
  expect((await heksher.settings()).status).toBe(200);
});

test.each(['', 'nowhere'])('a migration with the search_path %p says what is wrong', async (path) => {
  await database.sql(`alter database ${database.name} set search_path = '${path}'`);

  await expect(migrate(database.url)).rejects.toThrow(
    /search_path .* names no schema that exists; set it to the schema/,
  );
});

test('a service finds its tables behind another schema in the search_path', async () => {
  await database.sql('create schema elsewhere');
  const heksher = await serveWith({ search_path: 'elsewhere,public' });

  const setting = await new Given(heksher).setting({ default_value: 7 });

  expect((await heksher.setting(setting.name)).body).toMatchObject({ default_value: 7 });
});

test('a service with a search_path that leads nowhere says what is wrong', async () => {
  await database.sql(`alter database ${database.name} set search_path = nowhere`);

  await expect(serve(database.url)).rejects.toThrow('the database has no schema yet: run "npm run migration:run"');
});

test('a service whose triggers do not fire says why it does not start', async () => {
  await expect(serveWith({ session_replication_role: 'replica' })).rejects.toThrow(
    'with session_replication_role = replica the triggers of the schema do not fire: reset it',
  );
});

test('a migration with another schema first in the search_path says which one to put first', async () => {
  await database.sql('create schema elsewhere');
  await database.sql(`alter database ${database.name} set search_path = elsewhere, public`);

  await expect(migrate(database.url)).rejects.toThrow('put public first in the search_path, then migrate again');
});

test('migrating a database whose encoding lacks characters is refused', async () => {
  const latin1 = await createDatabase({ template: 'latin1' });
  opened.push(() => latin1.drop());

  await expect(migrate(latin1.url)).rejects.toThrow(/the encoding LATIN1, .*: create one with "create database .*UTF8/);
});

test('a service does not start on a database whose encoding lacks characters', async () => {
  const latin1 = await createDatabase({ template: 'latin1' });
  opened.push(() => latin1.drop());

  await expect(serve(latin1.url)).rejects.toThrow(/the encoding LATIN1, .*: create one with "create database .*UTF8/);
});

test('a database without an encoding keeps every text', async () => {
  const ascii = await createDatabase({ template: 'ascii' });
  opened.push(() => ascii.drop());
  await migrate(ascii.url);
  const service = await serve(ascii.url);
  opened.push(() => service.close());
  const { heksher } = service;

  const setting = await new Given(heksher).setting({ type: 'str', default_value: 'grüße 🎉' });

  expect((await heksher.setting(setting.name)).body).toMatchObject({ default_value: 'grüße 🎉' });
});
