import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { serve } from '../support/app.js';
import { Given } from '../support/given.js';
import { Heksher, type Answer } from '../support/heksher.js';
import { connect } from '../support/connections.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

let admin: pg.Client;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  admin = await connect(process.env.HEKSHER_TEST_SERVER_URL ?? '');
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await admin.end();
});

async function givenDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  databases.push(database);
  return database;
}

const names = ['left', 'right'];

/** A database with two settings, which always have the same default value. */
async function fill(url: string, value: number): Promise<void> {
  const service = await serve(url);
  const given = new Given(new Heksher(service.url));
  const feature = await given.feature('feature');
  for (const name of names) await given.setting({ name, configurable_features: [feature], default_value: value });
  await service.close();
}

async function setBoth(url: string, value: number): Promise<void> {
  const client = await connect(url);
  await client.query('update settings set default_value = $1', [String(value)]);
  await client.end();
}

/** Gives the name of one database to another. New connections to the name reach the other one. */
async function exchange(from: string, to: string): Promise<void> {
  await alone(from, `alter database ${from} rename to ${from}_old`);
  await alone(to, `alter database ${to} rename to ${from}`);
  await admin.query(`alter database ${from} allow_connections true`);
  databases.push({ drop: () => dropNamed(`${from}_old`) } as TestDatabase);
}

/** Runs a statement about a database to which there must be no connection, and lets none open meanwhile. */
async function alone(name: string, statement: string): Promise<void> {
  await admin.query(`alter database ${name} allow_connections false`);
  const isDone = async () => {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    return admin.query(statement).then(
      () => true,
      () => false,
    );
  };
  await until(isDone, statement);
}

async function dropNamed(name: string): Promise<void> {
  await admin.query(`drop database if exists ${name} with (force)`);
}

const valuesOf = ({ body }: Answer): unknown[] => {
  const { settings } = body as { settings: Record<string, { default_value: unknown }> };
  return names.map((name) => settings[name]?.default_value);
};

test('once another database takes the place of the first, the next answer is from it, and no answer mixes the two', async () => {
  const first = await givenDatabase();
  const second = await givenDatabase();
  await fill(first.url, 1);
  await fill(second.url, 2);
  const service = await serve(first.url, [], { logLevel: 'error' });
  const heksher = new Heksher(service.url);
  const seen = new Set<string>();
  let isDone = false;
  const read = async () => {
    while (!isDone) {
      const answer = await heksher.query({ settings: names.join() });
      expect([200, 503]).toContain(answer.status);
      if (answer.status === 200) seen.add(valuesOf(answer).join());
    }
  };
  const readers = [read(), read(), read()];
  await heksher.query({ settings: names.join() });

  await exchange(first.name, second.name);
  const after = await heksher.query({ settings: names.join() });
  isDone = true;
  await Promise.all(readers);

  expect(valuesOf(after)).toEqual([2, 2]);
  expect([...seen].every((values) => values === '1,1' || values === '2,2')).toBe(true);
  await service.close();
});

test('once an older copy with changes of its own takes the database’s place, the next answer is from the copy', async () => {
  const original = await givenDatabase();
  await fill(original.url, 1);
  const copy = `${original.name}_copy`;
  await alone(original.name, `create database ${copy} template ${original.name}`);
  await admin.query(`alter database ${original.name} allow_connections true`);
  const copyUrl = new URL(original.url);
  copyUrl.pathname = `/${copy}`;
  const service = await serve(original.url, [], { logLevel: 'error' });
  const heksher = new Heksher(service.url);
  for (const value of [10, 11, 12]) {
    await setBoth(original.url, value);
    expect(valuesOf(await heksher.query({ settings: names.join() }))).toEqual([value, value]);
  }
  // Both have made the same number of changes since the fork, so only the ids differ.
  for (const value of [20, 21, 22]) await setBoth(copyUrl.href, value);

  await exchange(original.name, copy);

  expect(valuesOf(await heksher.query({ settings: names.join() }))).toEqual([22, 22]);
  expect((await heksher.setting('left')).body).toMatchObject({ default_value: 22 });
  await service.close();
});

test('once an older copy without changes of its own takes the database’s place, the next answer is from the copy', async () => {
  const original = await givenDatabase();
  await fill(original.url, 1);
  const copy = `${original.name}_copy`;
  await alone(original.name, `create database ${copy} template ${original.name}`);
  await admin.query(`alter database ${original.name} allow_connections true`);
  const service = await serve(original.url, [], { logLevel: 'error' });
  const heksher = new Heksher(service.url);
  await heksher.query({ settings: names.join() });
  await setBoth(original.url, 5);
  expect(valuesOf(await heksher.query({ settings: names.join() }))).toEqual([5, 5]);

  await exchange(original.name, copy);

  expect(valuesOf(await heksher.query({ settings: names.join() }))).toEqual([1, 1]);
  await service.close();
});
