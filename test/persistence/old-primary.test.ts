import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, RulesetCache, dataSourceOptions } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { OwnPostgres } from '../support/own-postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';

let old: OwnPostgres;
let fresh: OwnPostgres;
let proxy: TcpProxy;
let database: Database;
let cache: RulesetCache;
beforeAll(async () => {
  old = await OwnPostgres.start();
  await old.sql("insert into settings (name, type, default_value, version) values ('color', 'str', '\"old\"', '1.0')");
  fresh = await old.startStandby();
  proxy = await TcpProxy.to(old.url);
  const source = dataSourceOptions({ connectionString: proxy.url, poolSize: 4 });
  database = new Database(await new DataSource(source).initialize());
  cache = new RulesetCache(database, 1024 * 1024);
}, 120_000);
afterAll(async () => {
  await database.close();
  await proxy.close();
  await fresh.remove();
  await old.remove();
});

/** Uses this many connections at once, and so opens the missing ones. */
const occupy = (count: number) =>
  Promise.all(Array.from({ length: count }, () => database.read(({ changes }) => changes.findHead())));

const color = async () => {
  const { settings } = await cache.read(['color']);
  return settings[0]?.setting.defaultValue;
};

const sessionsOf = async (server: OwnPostgres) =>
  (await server.sql("select 1 from pg_stat_activity where application_name = 'heksher'")).length;

/** Reads as long as a server has sessions. Returns the values that were read. */
async function readWhile(hasSessions: () => Promise<boolean>): Promise<unknown[]> {
  const seen = new Set<unknown>();
  while (await hasSessions()) {
    await occupy(4); // in changing order, so that each connection is used
    seen.add(await color());
  }
  return [...seen];
}

test('a service that has seen the new primary closes its sessions on the old one and reads no more from it', async () => {
  await occupy(3);
  const before = await color();
  await fresh.promote();
  proxy.redirect(fresh.url);
  await fresh.sql('update settings set default_value = \'"new"\'');

  await occupy(4); // the fourth connection leads to the new primary
  while ((await color()) !== 'new') await occupy(4);
  const seen = await readWhile(async () => (await sessionsOf(old)) > 0);

  expect(before).toBe('old');
  expect(seen).toEqual(['new']);
  expect(database.renewals).toBe(1);
});

test('a restored backup is taken as it is, over a new connection', async () => {
  const [head] = await fresh.sql<{ id: string; seq: string }>('select id, seq from revision_head');
  await fresh.sql('update settings set default_value = \'"newer"\'');
  const before = await color();
  const { renewals } = database;
  await sleep(1100); // connections are replaced at most once a second

  await fresh.sql(`
    begin;
    set local session_replication_role = replica;
    update settings set default_value = '"new"';
    delete from changes where seq > ${head?.seq};
    update revision_head set id = '${head?.id}', seq = ${head?.seq};
    commit`);
  const after = await color();

  expect([before, after]).toEqual(['newer', 'new']);
  expect(database.renewals).toBe(renewals + 1);
});
