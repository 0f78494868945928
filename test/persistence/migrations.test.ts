import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataSource, type ColumnType } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { migrate } from '../../migrations/migrate.js';
import { migrationOptions } from '../../migrations/options.js';
import { describeSchema, revertLast } from '../fixtures/databases.js';
import { serve } from '../support/app.js';
import { Given } from '../support/given.js';
import { Heksher } from '../support/heksher.js';
import { connect } from '../support/connections.js';
import { createDatabase, withOptions, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

let database: TestDatabase;
beforeEach(async () => {
  database = await createDatabase({ template: 'empty' });
});
afterEach(() => database.drop());

/** Runs the first few migrations only. */
async function migrateUpTo(count: number): Promise<void> {
  const options = { ...migrationOptions(database.url), migrations: MIGRATIONS.slice(0, count) };
  const dataSource = await new DataSource(options as typeof options).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
}

const executed = () => database.sql<{ name: string }>('select name from migrations order by id');

describe('a migration', () => {
  test.each(NAMES.map((name, at) => [name, at + 1] as const))(
    'the migration %s goes down to what was before it, and up again to the same',
    async (_, count) => {
      await migrateUpTo(count - 1);
      const before = await describeSchema(database);
      await migrateUpTo(count);
      const after = await describeSchema(database);

      await revertLast(database.url);
      const down = await describeSchema(database);
      await migrateUpTo(count);
      const up = await describeSchema(database);

      expect(down).toEqual(before);
      expect(up).toEqual(after);
      expect(after).not.toEqual(before);
    },
  );

  test('a migration runs once: running it again does nothing', async () => {
    const first = await migrate(database.url);
    const schema = await describeSchema(database);
    const second = await migrate(database.url);

    expect(first).toEqual({ executed: NAMES, notes: [] });
    expect(second).toEqual({ executed: [], notes: [] });
    expect(await describeSchema(database)).toEqual(schema);
    expect(await executed()).toEqual(NAMES.map((name) => ({ name })));
  });

  test('a migration that creates the change log is the first change in it, not a write of another program', async () => {
    await migrate(database.url);

    expect(await database.sql('select seq, actor, action, settings, after from changes')).toEqual([
      { seq: '1', actor: 'migration', action: 'schema.migrated', settings: null, after: { migrations: NAMES } },
    ]);
  });

  test('a migration that is the last one can be run by itself on a database with data', async () => {
    await migrateUpTo(2);
    await database.sql(`
      insert into context_features values ('user', 0), ('theme', 1);
      insert into settings values ('a', 'int', '0', '1.0');
      insert into rules (setting, value) values ('a', '1'), ('a', '2');
      insert into conditions values (1, 'user', 'jim'), (2, 'user', 'jim'), (2, 'theme', 'dark');
    `);

    const { executed, notes } = await migrate(database.url);

    expect({ executed, notes }).toEqual({ executed: NAMES.slice(2), notes: [] });
    expect(await database.sql('select id from rules where conditions_key <> heksher_conditions_key(id)')).toEqual([]);
    expect(await database.sql('select id from rules')).toHaveLength(2);
  });

  test('a migration that is taken back leaves the data, and other programs’ writes are logged before and after it', async () => {
    await migrate(database.url);
    await database.sql(`
      insert into context_features values ('user', 0);
      insert into settings values ('a', 'int', '0', '1.0');
      insert into rules (setting, value) values ('a', '1');
      insert into conditions values (1, 'user', 'jim')`);
    const last = async () =>
      (await database.sql<{ settings: string[] }>('select settings from changes order by seq desc limit 1'))[0]
        ?.settings;

    for (let times = 0; times < 3; times++) await revertLast(database.url); // now the log has no rows of other programs
    await database.sql(
      "insert into rules (setting, value) values ('a', '2'); insert into conditions values (2, 'user', 'ann')",
    );
    const without = await last();
    await migrate(database.url);
    await database.sql("update rules set value = '3' where id = 2");

    expect([without, await last()]).toEqual([null, ['a']]);
    expect(await database.sql('select id, value from rules order by id')).toEqual([
      { id: 1, value: '1' },
      { id: 2, value: '3' },
    ]);
    expect(await database.sql('select id from rules where conditions_key <> heksher_conditions_key(id)')).toEqual([]);
  });

  test.each([
    ['context_features', "insert into context_features values ('user', 0)"],
    ['settings', "insert into settings values ('a', 'int', '0', '1.0')"],
  ])('a migration never drops the table %s while it has data, and says so', async (table, insert) => {
    await migrate(database.url);
    await database.sql(insert);
    for (let count = 1; count < NAMES.length; count++) await revertLast(database.url);
    const schema = await describeSchema(database);

    await expect(revertLast(database.url)).rejects.toThrow(
      `table ${table} holds data, which a migration never drops; empty it first`,
    );

    expect(await describeSchema(database)).toEqual(schema);
    expect(await database.sql(`select from ${table}`)).toHaveLength(1);
    expect(await executed()).toEqual([{ name: NAMES[0] }]);
  });
});

describe('several processes', () => {
  /** Waits until a session waits for a lock that another program has. */
  async function untilSomebodyWaits(): Promise<void> {
    const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await until(async () => (await database.sql(waiting)).length > 0, 'a migration to wait');
  }

  test.each([2, 5])(
    '%i processes may migrate at once: one does the work, and the others find it done',
    async (count) => {
      const outcomes = await Promise.all(Array.from({ length: count }, () => migrate(database.url)));

      expect(outcomes.flatMap(({ executed }) => executed)).toEqual(NAMES);
      expect(await executed()).toEqual(NAMES.map((name) => ({ name })));
    },
  );

  test('processes that migrate wait for another program’s transaction, and lose nothing of it', async () => {
    await migrateUpTo(1);
    const other = await connect(database.url);
    await other.query("begin; insert into settings values ('a', 'int', '0', '1.0')");

    const migrating = Promise.all([migrate(database.url), migrate(database.url)]);
    await untilSomebodyWaits();
    await other.query("insert into rules (setting, value) values ('a', '1'); commit");
    const outcomes = await migrating;

    expect(outcomes.flatMap(({ executed }) => executed)).toEqual(NAMES.slice(1));
    expect(await database.sql('select setting from rules')).toEqual([{ setting: 'a' }]);
    await other.end();
  });

  test('a migration survives a deadlock with another program', async () => {
    await migrateUpTo(1);
    await database.sql("insert into settings values ('a', 'int', '0', '1.0')");
    const other = await connect(database.url);
    await other.query("set deadlock_timeout = '1min'"); // PostgreSQL ends the migration, not the other program
    await other.query("begin; insert into rules (setting, value) values ('a', '1')");

    const migrating = migrate(database.url);
    await untilSomebodyWaits();
    await other.query("update settings set default_value = '5'; commit");

    await expect(migrating).resolves.toEqual({ executed: NAMES.slice(1), notes: [] });
    await other.end();
  });
});

describe('the migrated schema', () => {
  /** A line for each column: table, name, type and nullability. */
  async function columnsOfDatabase(): Promise<string[]> {
    const columns = await database.sql<{ line: string }>(`
      select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
        case when a.attnotnull then '' else ' null' end as line
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    `);
    return columns.map(({ line }) => line).sort();
  }

  async function columnsOfEntities(): Promise<string[]> {
    const dataSource = await new DataSource(migrationOptions(database.url)).initialize();
    const lines = dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map((column) => {
        const type = dataSource.driver.normalizeType(column as { type: ColumnType });
        return `${tableName}.${column.databaseName} ${type}${column.isArray ? '[]' : ''}${column.isNullable ? ' null' : ''}`;
      }),
    );
    await dataSource.destroy();
    return lines.sort();
  }

  test('the migrated schema matches the entities', async () => {
    await migrate(database.url);

    const entities = await columnsOfEntities();

    expect(entities).toEqual(await columnsOfDatabase());
  });

  /** The statements that `migration:generate` would write into a new migration. */
  async function proposals(): Promise<string[]> {
    const dataSource = await new DataSource(migrationOptions(database.url)).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    return upQueries.map(({ query }) => query);
  }

  test('the migrated schema gives migration:generate nothing to propose until it changes', async () => {
    await migrate(database.url);
    const unchanged = await proposals();

    await database.sql('alter table rules drop constraint rules_setting_fkey; drop index ix_changes_unnamed');

    expect(unchanged).toEqual([]);
    expect(await proposals()).toEqual([
      expect.stringContaining('ix_changes_unnamed'),
      expect.stringContaining('rules_setting_fkey'),
    ]);
  });

  test('the migrated tables may be in a schema of their own, which the connection string names', async () => {
    await database.sql('create schema heksher');
    const url = withOptions(database.url, '-c search_path=heksher');
    await migrate(url);
    const service = await serve(url);
    const heksher = new Heksher(service.url);
    const { name, configurable_features } = await new Given(heksher).setting();
    const [feature = ''] = configurable_features;

    await database.sql(`update heksher.settings set default_value = '7'`); // by a program with another search path
    await database.sql(`insert into heksher.rules (setting, value) values ('${name}', '1')`);
    await database.sql(`insert into heksher.conditions values (1, '${feature}', 'jim')`);

    const again = await heksher.addRule({ setting: name, feature_values: { [feature]: 'jim' }, value: 2 });
    expect((await heksher.query({ settings: name })).body).toMatchObject({
      settings: { [name]: { default_value: 7, rules: [{ value: 1 }] } },
    });
    expect(again.status).toBe(409);
    expect(await database.sql("select from pg_tables where schemaname = 'public'")).toEqual([]);
    await service.close();
  });
});
