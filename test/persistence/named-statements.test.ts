import 'reflect-metadata';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Database, dataSourceOptions, type WriteAccess } from '@heksher/persistence';
import { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let server: TestDatabase;
let dataSource: DataSource;
let database: Database;

beforeEach(async () => {
  server = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions({ connectionString: server.url })).initialize();
  database = new Database(dataSource);
  await database.write(undefined, async ({ settings, features, record }) => {
    await features.setList(['user']);
    await settings.add({
      name: 'size',
      type: { kind: 'int' },
      defaultValue: 10,
      configurableFeatures: ['user'],
      version: { major: 1, minor: 0 },
    });
    record({ action: 'setting.created', settings: ['size'] });
  });
});
afterEach(async () => {
  await dataSource.destroy();
  await server.drop();
});

/** What a pooler does to the connections of the service when it leads them to others of the server. */
async function forgetStatements(): Promise<void> {
  await dataSource.query('deallocate all');
}

async function addRule({ rules, record }: WriteAccess, value: string): Promise<number> {
  const conditions = [{ feature: 'user', value }];
  const id = await rules.add({ setting: 'size', value: 20, conditions, metadata: {} });
  record({ action: 'rule.created', settings: ['size'] });
  return id;
}

const countOf = async (table: string) =>
  (await server.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? NaN;

test('a write whose statements are forgotten is made once more without names, and leaves one trace', async () => {
  await database.write(undefined, (access) => addRule(access, 'jim'));
  const [rules, changes] = [await countOf('rules'), await countOf('changes')];
  await forgetStatements();

  const id = await database.write(undefined, (access) => addRule(access, 'john'));

  expect(await database.read(({ rules }) => rules.search('size', [{ feature: 'user', value: 'john' }]))).toEqual({
    setting: 'size',
    id,
  });
  expect([await countOf('rules'), await countOf('changes')]).toEqual([rules + 1, changes + 1]);
});

test('readings at once whose statements are forgotten all find what they ask for', async () => {
  const find = () => database.read(({ settings }) => settings.get('size'));
  await find();
  await forgetStatements();

  const found = await Promise.all([find(), find(), find()]);

  expect(found.map(({ name }) => name)).toEqual(['size', 'size', 'size']);
});

test('a setting that is stored differently than before is found by the same statement', async () => {
  const find = () => database.read(({ settings }) => settings.get('size'));
  await find();
  await server.sql('alter table settings alter column version type text');

  expect(await find()).toMatchObject({ name: 'size', version: { major: 1, minor: 0 } });
});
