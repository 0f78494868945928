import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONSTRAINTS, DEFAULTS, FUNCTIONS, RulesetCache, TRIGGERS, type Database } from '@heksher/persistence';
import { MIGRATIONS } from '../../migrations/index.js';
import { migrate } from '../../migrations/migrate.js';
import { describeSchema } from '../fixtures/databases.js';
import { openOwnDatabase, type OpenedDatabase } from '../support/opened-database.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

let server: TestDatabase;
let database: Database;
let close: OpenedDatabase['close'];
let rulesets: RulesetCache;
let sound: string[];

beforeAll(async () => {
  const fill = async (own: TestDatabase) => {
    await own.sql(`
      insert into context_features values ('user', 0), ('theme', 1);
      insert into settings values ('size', 'int', '10', '1.0');
      insert into configurable values ('size', 'user'), ('size', 'theme');
      insert into rules (setting, value) values ('size', '20');
      insert into conditions values (1, 'user', 'jim');
    `);
    sound = await describeSchema(own);
  };
  ({ server, database, close } = await openOwnDatabase({ fill, migrations: NAMES }));
  rulesets = new RulesetCache(database, 1_000_000, 60_000);
});
afterAll(() => close());

/** The answers about the setting: its default value and the values of its rules. */
async function values(): Promise<unknown[]> {
  const { settings } = await rulesets.readOrStale(['size']);
  return settings.flatMap(({ setting, ruleset }) => [
    setting.defaultValue,
    ...ruleset.rules.map(({ value }) => JSON.parse(value) as unknown),
  ]);
}

const nameOf = (part: string) => part.replace(' deferrable', '').split('.') as [table: string, name: string];

/** The objects that the service relies on and a repair can create: a name for each, and a statement that damages it. */
const DAMAGES: [part: string, statement: string][] = [
  ...TRIGGERS.map((part): [string, string] => {
    const [table, name] = nameOf(part);
    return [`the trigger ${name} on ${table}`, `drop trigger ${name} on ${table}`];
  }),
  ...FUNCTIONS.map((name): [string, string] => [`the function ${name}`, `drop function ${name} cascade`]),
  ...CONSTRAINTS.map((part): [string, string] => {
    const [table, name] = nameOf(part);
    const called = part.endsWith(' deferrable') ? `${name} (deferrable)` : name;
    return [`the constraint ${called} on ${table}`, `alter table ${table} drop constraint ${name} cascade`];
  }),
  ...DEFAULTS.map((part): [string, string] => {
    const [table, name] = nameOf(part);
    return [`the default of ${part}`, `alter table ${table} alter column ${name} drop default`];
  }),
  ...[
    'rules.conditions_key',
    'revision_head.parent',
    'changes.before',
    'changes.settings',
    'changes.at',
    'changes.items',
    'changes.idempotency_key',
  ].map((part): [string, string] => {
    const [table, name] = nameOf(part);
    return [`the column ${part}`, `alter table ${table} drop column ${name} cascade`];
  }),
  ...['setting_aliases', 'setting_metadata', 'rule_metadata', 'changes', 'revision_head', 'foreign_rows'].map(
    (table): [string, string] => [`the table ${table}`, `drop table ${table} cascade`],
  ),
  ['the trigger heksher_foreign_write on rules', 'alter table rules disable trigger heksher_foreign_write'],
  ['the trigger heksher_foreign_write on rules', 'alter table rules enable replica trigger heksher_foreign_write'],
  ['the triggers of the constraints of rules, which are disabled', 'alter table rules disable trigger all'],
  [
    'the constraint context_features_index_key (deferrable) on context_features',
    'alter table context_features drop constraint context_features_index_key, add constraint context_features_index_key unique (index)',
  ],
];

test.each(DAMAGES)(
  '%s is missed after "%s", made again by a migration, and used without a restart',
  async (part, sql) => {
    await database.schema.check();
    expect(await values()).toEqual([10, 20]);
    await server.sql(sql);

    const { fault } = await database.schema.check();
    const reading = values();
    const { executed, notes } = await migrate(server.url);
    const after = await database.schema.check();

    expect(fault).toMatch(/^the database lacks .*: run "npm run migration:run" on it$/);
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable', message: fault });
    expect(executed).toEqual([]);
    expect(notes).toContain(`${part} was missing and was made again`);
    expect(after).toEqual({ fault: undefined, lacking: undefined });
    expect(await values()).toEqual([10, 20]);
    expect((await describeSchema(server)).sort()).toEqual([...sound].sort());
    expect((await migrate(server.url)).notes).toEqual([]);
  },
);

describe('a repair', () => {
  test('a repair is one change by the actor of migrations, which may touch any setting', async () => {
    await server.sql('drop trigger heksher_foreign_write on rules');
    const [before] = await server.sql<{ count: number }>('select count(*)::integer as count from changes');

    const { notes } = await migrate(server.url);

    const changes = await server.sql('select actor, action, settings, after from changes order by seq');
    expect(changes).toHaveLength((before?.count ?? 0) + 1);
    expect(changes.at(-1)).toEqual({
      actor: 'migration',
      action: 'schema.repaired',
      settings: null,
      after: { repaired: notes },
    });
  });

  test('a repair corrects wrong keys, and removes rules that turn out to be duplicates', async () => {
    await server.sql(`
      begin;
      alter table rules disable trigger all;
      alter table conditions disable trigger all;
      insert into rules (id, setting, value) values (101, 'size', '30'), (102, 'size', '40');
      update rules set conditions_key = 'wrong' || id where id > 100;
      insert into conditions values (101, 'theme', 'dark'), (102, 'theme', 'dark');
      alter table rules enable trigger all;
      alter table conditions enable trigger all;
      commit`);

    const { notes } = await migrate(server.url);

    expect(notes).toEqual([
      "the sequence public.rules_id_seq lagged behind the rules' ids; the next id is 103",
      expect.stringContaining('rule 101 of the setting size was removed, since rule 102 has the same conditions'),
      'the key of 2 rules was not what their conditions say and was computed again',
    ]);
    await database.schema.check();
    expect(await values()).toEqual([10, 20, 40]);
    await server.sql('delete from rules where id = 102');
  });

  test('a repair moves the head to the newest change, so the next write finds a free sequence', async () => {
    await server.sql(
      `insert into changes (seq, id, action) select seq + 5, gen_random_uuid(), 'external' from revision_head`,
    );

    const { notes } = await migrate(server.url);

    expect(notes).toEqual([expect.stringMatching(/^the head lagged behind the change log and was moved on to \d+$/)]);
    await server.sql("update settings set default_value = '10'");
  });

  test.each([
    ['a column whose values are lost', 'alter table settings drop column default_value', 'settings.default_value'],
    ['the conditions of rules that are there', 'drop table conditions', 'every context'],
    ['a table that others refer to', 'drop table context_features cascade', 'is not present in table'],
  ])('a repair refuses %s and says what to do', async (_, sql, said) => {
    const damaged = await createDatabase();
    await damaged.sql(`
      insert into context_features values ('user', 0);
      insert into settings values ('size', 'int', '10', '1.0');
      insert into configurable values ('size', 'user');
      insert into rules (setting, value) values ('size', '20');
    `);
    await damaged.sql(sql);
    const before = await describeSchema(damaged);

    const migrating = migrate(damaged.url);

    await expect(migrating).rejects.toThrow(/from a backup|restore a backup/);
    await expect(migrating).rejects.toThrow(said);
    expect(await describeSchema(damaged)).toEqual(before);
    await damaged.drop();
  });
});

describe('whatever the list of migrations says, a migration ends with the whole schema', () => {
  test.each([
    ['no list', 'drop table migrations'],
    ['an empty list', 'truncate migrations'],
    ['the first migration only', 'delete from migrations where id > 1'],
    ['the first two', 'delete from migrations where id > 2'],
    [
      'the first, and the triggers are gone',
      'delete from migrations where id > 1; drop function heksher_record_foreign_write() cascade',
    ],
    [
      'all, and the indexes are gone',
      'drop index ix_changes_settings, ix_changes_unnamed, ix_conditions_context_feature',
    ],
    ['none, and the log is gone', 'truncate migrations; drop table changes'],
  ])('whatever the list of migrations says, a migration ends with the whole schema: %s', async (_, sql) => {
    const mixed = await createDatabase();
    await mixed.sql(sql);

    await migrate(mixed.url);

    expect((await describeSchema(mixed)).sort()).toEqual([...sound].sort());
    expect(await mixed.sql('select name from migrations order by id')).toEqual(NAMES.map((name) => ({ name })));
    expect((await migrate(mixed.url)).notes).toEqual([]);
    await mixed.drop();
  });
});
