import 'reflect-metadata';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Database, WriteAccess } from '@heksher/persistence';
import type { DataSource } from 'typeorm';
import { recordedRule } from '../support/recorded.js';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import type { TestDatabase } from '../support/postgres.js';

let server: TestDatabase;
let dataSource: DataSource;
let database: Database;
let close: OpenedDatabase['close'];

beforeEach(async () => {
  ({ server, dataSource, database, close } = await openOwnDatabase());
  await server.sql(
    `insert into context_features values ('user', 0);
     insert into settings values ('size', 'int', '10', '1.0');
     insert into configurable values ('size', 'user')`,
  );
});
afterEach(() => close());

/** Forgets the named statements, as if a pooler had switched the service's connections to other server connections. */
async function forgetStatements(): Promise<void> {
  await dataSource.query('deallocate all');
}

/** Adds a rule and answers its id. */
function addRule(value: string): Promise<number> {
  const conditions = [{ feature: 'user', value }];
  const work = ({ ruleIds: [id = 0], record }: WriteAccess) => {
    record(recordedRule({ id, setting: 'size', value: 20, conditions, metadata: {} }));
    return Promise.resolve(id);
  };
  return database.write({ prepare: () => 1, work });
}

const countOf = async (table: string) =>
  (await server.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? NaN;

test('a write whose statements are forgotten is repeated without names, and is logged once', async () => {
  await addRule('jim');
  const [rules, changes] = [await countOf('rules'), await countOf('changes')];
  await forgetStatements();

  const id = await addRule('john');

  expect(await database.read(({ rules }) => rules.search('size', [{ feature: 'user', value: 'john' }]))).toEqual({
    setting: 'size',
    id,
  });
  expect([await countOf('rules'), await countOf('changes')]).toEqual([rules + 1, changes + 1]);
});

test('concurrent reads whose statements are forgotten all succeed', async () => {
  const find = () => database.read(({ settings }) => settings.get('size'));
  await find();
  await forgetStatements();

  const found = await Promise.all([find(), find(), find()]);

  expect(found.map(({ name }) => name)).toEqual(['size', 'size', 'size']);
});

test('a statement prepared before a change of the tables still finds the setting', async () => {
  const find = () => database.read(({ settings }) => settings.get('size'));
  await find();
  await server.sql('alter table settings alter column version type text');

  expect(await find()).toMatchObject({ name: 'size', version: { major: 1, minor: 0 } });
});
