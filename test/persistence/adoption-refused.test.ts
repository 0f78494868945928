import { afterEach, expect, test } from '@jest/globals';
import { migrate } from '../../migrations/migrate.js';
import { databaseOf, describeSchema, dumpRows, runCommand } from '../fixtures/databases.js';
import { createDatabase, withOptions, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
afterEach(() => database.drop());

/** Expects migrating to fail with a message and to leave the database as it was, without even a table of migrations. */
async function expectRefusal(message: RegExp): Promise<void> {
  const schema = await describeSchema(database);

  await expect(migrate(database.url)).rejects.toThrow(message);

  expect(await describeSchema(database)).toEqual(schema);
  expect(await database.sql("select to_regclass('migrations') as found")).toEqual([{ found: null }]);
}

test('a database of Heksher 0.4 is left unchanged: the command says which upgrade is missing and exits with 1', async () => {
  database = await databaseOf('heksher-0.4-schema');
  const schema = await describeSchema(database);

  const { code, stdout, stderr } = await runCommand(database.url);

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'Migration failed: the database is at Heksher revision 37b28f79cccf; run "alembic upgrade 83f0f272313f" of ' +
      'Heksher 0.5.7 on it first, then migrate again\n',
  );
  expect(await describeSchema(database)).toEqual(schema);
});

test.each(['2d75117ba1f8', '89eab5c8510a', '37b28f79cccf', '7713520cb02b'])(
  'at the older revision %s nothing is changed',
  async (revision) => {
    database = await databaseOf('heksher-0.5.7');
    await database.sql('update alembic_version set version_num = $1', [revision]);
    const rows = await dumpRows(database);

    await expectRefusal(new RegExp(`revision ${revision}; run "alembic upgrade 83f0f272313f" of Heksher 0.5.7`));

    expect(await dumpRows(database)).toEqual(rows);
  },
);

test('a database at an unknown revision is left unchanged', async () => {
  database = await databaseOf('heksher-0.5.7');
  await database.sql("update alembic_version set version_num = '0123456789ab'");

  await expectRefusal(/unknown Heksher revision "0123456789ab"; only 83f0f272313f \(Heksher 0.5\) can be adopted/);
});

test('a database at the newest revision is left unchanged if a table is missing', async () => {
  database = await databaseOf('heksher-0.5.7');
  await database.sql('drop table rule_metadata, conditions');

  await expectRefusal(/is at Heksher revision 83f0f272313f .* conditions, rule_metadata are missing; restore them, or/);
});

test('a database with only some of the tables and no revision is left unchanged', async () => {
  database = await createDatabase({ template: 'empty' });
  await database.sql('create table rules (id int); create table settings (name text)');

  await expectRefusal(/keeps no Heksher revision and has only some of Heksher's tables: conditions, .* are missing/);
});

test('a database is left unchanged if its tables are in another schema than the connection writes to', async () => {
  database = await databaseOf('heksher-0.5.7');
  await database.sql('create schema mine');
  const url = withOptions(database.url, '-c search_path=mine,public');

  await expect(migrate(url)).rejects.toThrow(/is in the schema public, but .* first schema is mine; put public/);

  expect(await database.sql("select from pg_class where relnamespace = 'mine'::regnamespace")).toEqual([]);
});

test('the command says what it has done, and on the next run that there is nothing to do', async () => {
  database = await databaseOf('heksher-0.5.7');

  const first = await runCommand(database.url);
  const second = await runCommand(database.url);

  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout.split('\n')).toEqual([
    "Note: the sequence public.rules_id_seq lagged behind the rules' ids; the next id is 15",
    'Note: rule 2 of the setting cache_size was removed, since rule 14 has the same conditions; the table changes keeps ' +
      'what it was',
    'Migrated: HeksherSchema1700000000001, ChangeLog1700000000002, Constraints1700000000003, UnnamedChanges1700000000004, SafeChange1700000000005, Access1700000000006, Usage1700000000007',
    '',
  ]);
  expect(second).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' });
});
