import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HEKSHER_TABLES, usePlainProgram } from '../support/plain-program.js';

const program = usePlainProgram();

beforeEach(async () => {
  await program.database.sql(`
    begin;
    truncate ${HEKSHER_TABLES.join()} restart identity;
    insert into context_features values ('user', 0), ('theme', 1);
    insert into settings values ('size', 'int', '0', '1.0'), ('other', 'str', '"x"', '1.0');
    insert into setting_aliases values ('size', 'old_size');
    insert into setting_metadata values ('size', 'unit', '"MiB"');
    insert into configurable values ('size', 'user'), ('other', 'user');
    insert into rules (id, setting, value) values (1, 'size', '1.50'), (2, 'other', '"y"');
    insert into rule_metadata values (1, 'by', '{"name": null, "n": 1.50}');
    insert into conditions values (1, 'user', 'jim'), (2, 'user', 'ann');
    select setval('rules_id_seq', 2);
    commit;
  `);
});
afterEach(() => program.client.query('rollback'));

interface Logged {
  action: string;
  origin: string;
  settings: string[] | null;
  items: Entry[] | null;
}

interface Entry {
  table: string;
  op: string;
  count: number;
  before?: object[];
  after?: object[];
}

/** The change that some statements of another program make in one transaction. */
async function changeOf(...statements: string[]): Promise<Logged> {
  const [head] = await program.database.sql<{ seq: string }>('select seq from revision_head');
  await program.client.query(`begin; ${statements.join('; ')}; commit`);
  const changes = await program.database.sql<Logged>(
    'select action, origin, settings, items from changes where seq > $1 order by seq',
    [head?.seq],
  );
  expect(changes).toHaveLength(1);
  expect(await program.database.sql('select from foreign_rows')).toEqual([]);
  return changes[0] as Logged;
}

const external = (settings: string[] | null, ...items: object[]) => ({
  action: 'external',
  origin: 'external',
  settings,
  items,
});

const SIZE = { name: 'size', type: 'int', default_value: '0', version: '1.0' };
const OTHER = { name: 'other', type: 'str', default_value: '"x"', version: '1.0' };
const RULE = { id: 1, setting: 'size', value: '1.50' };
const RULE_2 = { id: 2, setting: 'other', value: '"y"' };
const METADATA = { rule: 1, key: 'by', value: { name: null, n: 1.5 } };
const JIM = { rule: 1, context_feature: 'user', feature_value: 'jim' };
const ANN = { rule: 2, context_feature: 'user', feature_value: 'ann' };

describe('the change of another program', () => {
  test.each<[statement: string, settings: string[] | null, entry: Omit<Entry, 'count'>]>([
    [
      "insert into settings values ('new', 'int', '1e2', '1.0')",
      ['new'],
      { table: 'settings', op: 'insert', after: [{ name: 'new', type: 'int', default_value: '1e2', version: '1.0' }] },
    ],
    [
      "update settings set default_value = '01' where name = 'size'",
      ['size'],
      { table: 'settings', op: 'update', before: [SIZE], after: [{ ...SIZE, default_value: '01' }] },
    ],
    [
      "insert into setting_aliases values ('size', 'older')",
      ['size'],
      { table: 'setting_aliases', op: 'insert', after: [{ setting: 'size', alias: 'older' }] },
    ],
    [
      "update setting_metadata set value = 'null'",
      ['size'],
      {
        table: 'setting_metadata',
        op: 'update',
        before: [{ setting: 'size', key: 'unit', value: 'MiB' }],
        after: [{ setting: 'size', key: 'unit', value: null }],
      },
    ],
    [
      "delete from configurable where setting = 'other'",
      ['other'],
      { table: 'configurable', op: 'delete', before: [{ setting: 'other', context_feature: 'user' }] },
    ],
    [
      "update rules set setting = 'other' where id = 1",
      ['other', 'size'],
      { table: 'rules', op: 'update', before: [RULE], after: [{ ...RULE, setting: 'other' }] },
    ],
    [
      "update rule_metadata set key = 'who'",
      ['size'],
      { table: 'rule_metadata', op: 'update', before: [METADATA], after: [{ ...METADATA, key: 'who' }] },
    ],
    [
      "insert into conditions values (2, 'theme', 'dark')",
      ['other'],
      { table: 'conditions', op: 'insert', after: [{ rule: 2, context_feature: 'theme', feature_value: 'dark' }] },
    ],
    ['truncate conditions', ['other', 'size'], { table: 'conditions', op: 'truncate', before: [JIM, ANN] }],
    [
      "insert into context_features values ('late', null)",
      null,
      { table: 'context_features', op: 'insert', after: [{ name: 'late', index: null }] },
    ],
  ])('the change of another program has the rows before and after: %s', async (statement, settings, entry) => {
    const change = await changeOf(statement);

    expect(change).toEqual(external(settings, { ...entry, count: (entry.before ?? entry.after ?? []).length }));
  });

  test('the change of another program names both names of a setting that it renamed, and has all rows that followed', async () => {
    const { settings, items } = await changeOf("update settings set name = 'big' where name = 'size'");

    expect(settings).toEqual(['big', 'size']);
    expect(items?.map(({ table, op, count }) => `${op} ${count} ${table}`).sort()).toEqual([
      'update 1 configurable',
      'update 1 rules',
      'update 1 setting_aliases',
      'update 1 setting_metadata',
      'update 1 settings',
    ]);
    expect(items).toContainEqual({
      table: 'rules',
      op: 'update',
      count: 1,
      before: [RULE],
      after: [{ ...RULE, setting: 'big' }],
    });
  });

  test('the change of another program names the setting of a deleted rule, and has its conditions and metadata', async () => {
    const { settings, items } = await changeOf('delete from rules where id = 1');

    expect(settings).toEqual(['size']);
    expect(items).toEqual(
      expect.arrayContaining([
        { table: 'rules', op: 'delete', count: 1, before: [RULE] },
        { table: 'rule_metadata', op: 'delete', count: 1, before: [METADATA] },
        { table: 'conditions', op: 'delete', count: 1, before: [JIM] },
      ]),
    );
    expect(items).toHaveLength(3);
  });

  test('the change of another program names every setting that it truncated with all that refers to it', async () => {
    const { settings, items } = await changeOf('truncate settings cascade');

    expect(settings).toEqual(['other', 'size']);
    expect(items).toHaveLength(7);
    expect(items).toContainEqual({ table: 'settings', op: 'truncate', count: 2, before: [SIZE, OTHER] });
    expect(items).toContainEqual({ table: 'rules', op: 'truncate', count: 2, before: [RULE, RULE_2] });
    expect(items).toContainEqual({ table: 'conditions', op: 'truncate', count: 2, before: [JIM, ANN] });
  });

  test('the change of another program leaves out rows that it wrote as they were, and keys that the database computes', async () => {
    const { settings, items } = await changeOf(
      "insert into rules (setting, value) values ('size', '7')",
      "insert into conditions values (3, 'user', 'eve')",
      'update settings set version = version',
    );

    expect(settings).toEqual(['size']);
    expect(items).toEqual([
      { table: 'rules', op: 'insert', count: 1, after: [{ id: 3, setting: 'size', value: '7' }] },
      {
        table: 'conditions',
        op: 'insert',
        count: 1,
        after: [{ rule: 3, context_feature: 'user', feature_value: 'eve' }],
      },
    ]);
  });

  test.each(['delete from rules where id = 99', 'update rules set value = value'])(
    'the change of another program names no setting if it changed nothing: %s',
    async (statement) => {
      expect(await changeOf(statement)).toEqual(external([]));
    },
  );

  test('the change of another program has what one statement inserts, updates and deletes', async () => {
    const { settings, items } = await changeOf(`
      with gone as (delete from rule_metadata), fresh as (insert into setting_aliases values ('other', 'mine'))
      insert into settings values ('size', 'int', '5', '1.0'), ('new', 'int', '6', '1.0')
      on conflict (name) do update set default_value = excluded.default_value`);

    expect(settings).toEqual(['new', 'other', 'size']);
    expect(items?.map(({ table, op, count }) => `${op} ${count} ${table}`).sort()).toEqual([
      'delete 1 rule_metadata',
      'insert 1 setting_aliases',
      'insert 1 settings',
      'update 1 settings',
    ]);
  });

  test('the change of another program has no row of what it took back to a savepoint', async () => {
    const { items } = await changeOf(
      'savepoint a',
      "update rules set value = '2' where id = 1",
      'rollback to a',
      "update rules set value = '3' where id = 2",
      'savepoint b',
      'delete from rules',
      'rollback to b',
    );

    expect(items).toEqual([
      { table: 'rules', op: 'update', count: 1, before: [RULE_2], after: [{ ...RULE_2, value: '3' }] },
    ]);
  });

  test('the change of another program goes on after it had its constraints checked', async () => {
    const { settings, items } = await changeOf(
      "update rules set value = '2' where id = 1",
      'set constraints all immediate',
      'delete from conditions where rule = 2',
      "insert into conditions values (2, 'user', 'tom')",
    );

    expect(settings).toEqual(['other', 'size']);
    expect(items?.map(({ op }) => op)).toEqual(['update', 'delete', 'insert']);
  });
});
