import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { migrate } from '../../migrations/migrate.js';
import { undoNewest } from '../../migrations/undo.js';
import { revertCommand } from '../fixtures/databases.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase({ template: 'empty' });
});
afterEach(() => database.drop());

const executed = async () =>
  (await database.sql<{ name: string }>('select name from migrations order by id')).map(({ name }) => name);

test('the command reports in one line which migration it has reverted', async () => {
  await migrate(database.url);

  const outcome = await revertCommand(database.url);

  expect(outcome).toEqual({ code: 0, stdout: `Reverted: ${NAMES.at(-1)}\n`, stderr: '' });
  expect(await executed()).toEqual(NAMES.slice(0, -1));
});

test('the command says that there is nothing to revert, and leaves no table behind', async () => {
  const outcome = await revertCommand(database.url);

  expect(outcome).toEqual({ code: 0, stdout: 'There is no migration to revert.\n', stderr: '' });
  expect(await database.sql("select to_regclass('migrations') as found")).toEqual([{ found: null }]);
});

test('the command fails with one line on a migration that this version does not know', async () => {
  await migrate(database.url);
  await database.sql("insert into migrations (timestamp, name) values (9999999999999, 'Later9999999999999')");

  const outcome = await revertCommand(database.url);

  expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]*Later9999999999999[^\n]*\n$/) });
  expect(await executed()).toEqual([...NAMES, 'Later9999999999999']);
});

test('two processes that revert at once revert two migrations', async () => {
  await migrate(database.url);

  const reverted = await Promise.all([undoNewest(database.url), undoNewest(database.url)]);

  expect(reverted.sort()).toEqual(NAMES.slice(-2).sort());
  expect(await executed()).toEqual(NAMES.slice(0, -2));
});
