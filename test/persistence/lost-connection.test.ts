import 'reflect-metadata';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '@heksher/persistence';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import type { TestDatabase } from '../support/postgres.js';
import { recordedFeatures } from '../support/recorded.js';
import { until } from '../support/until.js';

let server: TestDatabase;
let dataSource: DataSource;
let database: Database;
let close: OpenedDatabase['close'];

beforeAll(async () => {
  ({ server, dataSource, database, close } = await openOwnDatabase());
});
afterAll(() => close());

/** The sockets of the service's connections. */
function sockets(): Socket[] {
  const { master } = dataSource.driver as unknown as { master: { _clients: { connection: { stream: Socket } }[] } };
  return master._clients.map(({ connection }) => connection.stream);
}

/** Cuts the service's connections, and waits until it has noticed. */
async function cutConnections(): Promise<void> {
  await server.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'heksher'`,
  );
  await until(() => sockets().every(({ destroyed }) => destroyed), 'the connections to break');
}

test('a write whose connection is lost between two statements is unavailable, and has changed nothing', async () => {
  const write = database.write(async ({ features, record }) => {
    await cutConnections();
    await features.list();
    record(recordedFeatures(['lost']));
  });

  await expect(write).rejects.toMatchObject({ kind: 'unavailable', message: 'the database cannot be reached' });
  expect(await database.read(({ features }) => features.list())).toEqual([]);
});

test('a write whose connection is lost before its commit is unavailable, and has changed nothing', async () => {
  const write = database.write(async ({ record }) => {
    record(recordedFeatures(['lost'], 'jim'));
    await cutConnections();
  });

  await expect(write).rejects.toMatchObject({ kind: 'unavailable', message: 'the database cannot be reached' });
  expect(await server.sql("select from changes where actor = 'jim'")).toEqual([]);
});

test('a read whose connection is lost between two statements is repeated on another', async () => {
  let tries = 0;

  const names = await database.read(async ({ features }) => {
    await features.list();
    tries += 1;
    if (tries === 1) await cutConnections();
    return features.list();
  });

  expect(names).toEqual([]);
  expect(tries).toBe(2);
});

test('an idle connection that breaks does not end the process', async () => {
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  const client = (await master.connect()) as pg.PoolClient & pg.Client;

  expect(() => client.emit('error', new Error('terminating connection due to administrator command'))).not.toThrow();

  client.release(true);
});
