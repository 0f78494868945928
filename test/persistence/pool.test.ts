import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Database, dataSourceOptions, type DatabaseOptions } from '@heksher/persistence';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { HEAD, lock } from '../support/connections.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { until } from '../support/until.js';

let server: OwnPostgres;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  server = await OwnPostgres.start();
}, 60_000);
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => server.remove());

/** A service's access to its database, and the reasons why the server refused connections. */
async function open(options: Partial<DatabaseOptions> = {}) {
  const refusals: (string | undefined)[] = [];
  const onRefused = (error: Error) => void refusals.push((error as pg.DatabaseError).code);
  const source = await new DataSource(
    dataSourceOptions({ connectionString: server.url, onRefused, ...options }),
  ).initialize();
  const database = new Database(source);
  closing.push(() => database.close());
  return { database, source, refusals };
}

/** Takes all connections of the server that are free. */
async function fillServer(): Promise<pg.Client[]> {
  const holders = await server.fill();
  closing.push(() => Promise.all(holders.map((holder) => holder.end())));
  return holders;
}

const many = <Result>(call: () => Promise<Result>) => Promise.all(Array.from({ length: 30 }, call));

/** The server's connections of a service, by their process ids. */
async function connections(): Promise<number[]> {
  const rows = await server.sql<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'heksher' order by pid",
  );
  return rows.map(({ pid }) => pid);
}

test('when all other connections of the server are taken, requests wait for those that the service has', async () => {
  const { database, refusals } = await open();
  await fillServer();

  const reads = await many(() => database.read(({ settings }) => settings.list()));
  const looks = await many(() => database.readRevision());
  const writes = await many(() => database.write(({ features }) => features.list()));

  expect([reads.length, looks.length, writes.length]).toEqual([30, 30, 30]);
  expect(new Set(refusals)).toEqual(new Set(['53300']));
  expect(database.pool).toMatchObject({ size: 10, total: 1 });
});

test('once the server has connections again, the service opens more', async () => {
  const { database } = await open();
  const holders = await fillServer();
  await many(() => database.read(({ settings }) => settings.list()));

  await Promise.all(holders.map((holder) => holder.end()));
  closing.splice(1);
  while (database.pool.total < 2) await many(() => database.read(({ settings }) => settings.list()));

  expect(database.pool.total).toBeGreaterThan(1);
});

test('a service that cannot get a single connection says so', async () => {
  const { database } = await open();
  await server.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'heksher'");
  await fillServer();
  await until(() => database.pool.total === 0, 'the connections to be gone');

  await expect(database.read(({ settings }) => settings.list())).rejects.toMatchObject({ kind: 'unavailable' });
});

test('the service opens no more connections than allowed, and writes take half of them at most', async () => {
  const { database } = await open({ poolSize: 2 });
  const held = await lock(server.url, HEAD);
  closing.push(held.release);

  const writing = Promise.allSettled([1, 2, 3].map(() => database.write(({ features }) => features.list())));
  await until(() => database.pool.waitingWrites >= 2, 'two writes to wait');
  const reads = await many(() => database.read(({ settings }) => settings.list()));
  await held.release();

  expect(reads).toHaveLength(30);
  expect((await writing).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(database.pool).toMatchObject({ size: 2, total: 2 });
});

test('an old connection is replaced, but never while a statement runs on it', async () => {
  const { database, source } = await open({ maxAgeSeconds: 0.4 });
  const [first] = await connections();

  const [slept] = await source.query<{ pid: number }[]>('select pg_backend_pid() as pid from pg_sleep(1)');
  await until(async () => !(await connections()).includes(first ?? 0), 'the old connection to be gone');
  await database.read(({ settings }) => settings.list());

  expect(slept?.pid).toBe(first);
  expect(await connections()).not.toContain(first);
});
