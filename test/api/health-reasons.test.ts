import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { Given, uniqueName } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { asOddRole, createDatabase, type TestDatabase } from '../support/postgres.js';
import { answered } from '../support/until.js';

jest.setTimeout(60_000); // the database is checked every few seconds

let database: TestDatabase;
let heksher: Heksher;
let logs: Record<string, unknown>[];
let close: () => Promise<void>;
beforeEach(async () => {
  database = await createDatabase();
  logs = [];
  ({ heksher, close } = await serve(asOddRole(database), logs)); // limits do not apply to a superuser
});
afterEach(async () => {
  await close();
  await database.drop();
});

const READY = '/api/health/ready';

const onceAnswered = (path: string, status: number) => answered(() => heksher.get(path), status);

/** Closes the connections of the service, so that new ones begin with new settings. */
const disconnect = () =>
  database.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'heksher'`,
  );

const someWrites = () => Promise.all(Array.from({ length: 12 }, () => heksher.addFeature(uniqueName('feature'))));

const statuses = async (...paths: string[]) => Promise.all(paths.map(async (path) => (await heksher.get(path)).status));

/** The log records of a reason. */
const logged = (reason: string) => logs.filter((line) => line.reason === reason);

test('with a full disk, reads work, writes say so, and the service is not ready until there is space again', async () => {
  const feature = await new Given(heksher).feature();
  await database.sql(`
    create function no_space() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file "base/5/16384": No space left on device' using errcode = '53100'; end
    $$;
    create trigger no_space before insert on changes for each row execute function no_space()`);

  const writes = await someWrites();
  const ready = await onceAnswered(READY, 503);
  const others = await statuses(`/api/v1/context_features/${feature}`, '/api/health', '/api/health/live');
  await database.sql('drop trigger no_space on changes');
  await onceAnswered(READY, 200);

  const detail = 'the database has no disk space left';
  expect(writes.map(({ status, body }) => [status, (body as { detail: string }).detail])).toEqual(
    writes.map(() => [503, detail]),
  );
  expect(ready.body).toMatchObject({ detail });
  expect(others).toEqual([200, 200, 200]);
  expect((await someWrites()).map(({ status }) => status)).toEqual(writes.map(() => 204));
  expect(logged('disk-full')).toEqual([
    expect.objectContaining({ level: 'error', code: '53100', said: expect.stringContaining('base/5/16384') }),
  ]);
});

test('while the database takes no writes, reads work and the service is not ready', async () => {
  await database.sql(`alter database ${database.name} set default_transaction_read_only = on`);
  await disconnect();

  const ready = await onceAnswered(READY, 503);
  const writes = await someWrites();
  const others = await statuses('/api/v1/context_features', '/api/health', '/api/health/live');
  await database.sql(`set transaction read write; alter database ${database.name} reset default_transaction_read_only`);
  await disconnect();
  await onceAnswered(READY, 200);

  expect(ready.body).toMatchObject({ detail: 'the database takes no writes: its transactions are read-only' });
  expect(writes.map(({ status }) => status)).toEqual(writes.map(() => 503));
  expect(writes[0]?.body).toMatchObject({ detail: 'the database takes no writes at the moment' });
  expect(others).toEqual([200, 200, 200]);
  expect((await someWrites()).map(({ status }) => status)).toEqual(writes.map(() => 204));
  expect(logged('no-writes')).toHaveLength(1);
});

test('a database that takes no more connections is named as such', async () => {
  await database.sql(`alter database ${database.name} connection limit 0`);
  await disconnect();

  const ready = await onceAnswered(READY, 503);
  const read = await heksher.features();
  const [health] = await statuses('/api/health');
  await database.sql(`alter database ${database.name} connection limit -1`);
  await onceAnswered(READY, 200);

  const detail = 'the database takes no more connections';
  expect(ready.body).toMatchObject({ detail });
  expect([read.status, read.body]).toEqual([503, expect.objectContaining({ detail })]);
  expect(health).toBe(500);
  expect(logged('too-many-connections')).toEqual([
    expect.objectContaining({ code: '53300', said: expect.stringContaining(database.name) }),
  ]);
});

test('a missing right is logged once, in the server’s words', async () => {
  const { username: role } = new URL(asOddRole(database));
  await database.sql(`revoke insert on changes from ${role}`);

  const writes = await someWrites();

  expect(writes.map(({ status }) => status)).toEqual(writes.map(() => 503));
  expect(logged('no-right')).toEqual([
    expect.objectContaining({ code: '42501', said: 'permission denied for table changes' }),
  ]);
});
