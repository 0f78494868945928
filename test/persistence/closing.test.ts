import 'reflect-metadata';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Database, dataSourceOptions } from '@heksher/persistence';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';

let server: TestDatabase;
let network: TcpProxy;
let database: Database;
let sockets: Socket[];

beforeAll(async () => {
  server = await createDatabase();
  network = await TcpProxy.to(server.url);
});
beforeEach(async () => {
  const dataSource = new DataSource(dataSourceOptions({ connectionString: network.url }));
  await dataSource.initialize();
  sockets = [];
  database = new Database(dataSource);
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  master.on('connect', (client) => {
    sockets.push((client as unknown as { connection: { stream: Socket } }).connection.stream);
  });
  await Promise.all(Array.from({ length: 5 }, () => database.readHead(undefined)));
});
afterAll(async () => {
  await network.close();
  await server.drop();
});

const openSockets = () => sockets.filter(({ destroyed }) => !destroyed);

test('a database is closed when the server has closed every connection', async () => {
  expect(openSockets().length).toBeGreaterThan(1);

  await database.close();

  expect(openSockets()).toEqual([]);
});

test('a server that hangs does not keep a database from closing', async () => {
  network.hang();

  await database.close();

  expect(openSockets().length).toBeGreaterThan(1);
  network.cut();
  network.forget();
});

test('a database may be closed twice', async () => {
  await database.close();

  await expect(database.close()).resolves.toBeUndefined();
});
