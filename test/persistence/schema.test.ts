import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { CONSTRAINT_MEANINGS } from '@heksher/persistence';
import { connect } from '../support/connections.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let other: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  other = await connect(database.url);
});
afterAll(async () => {
  await other.end();
  await database.drop();
});
beforeEach(async () => {
  await database.sql(`
    truncate settings, setting_aliases, setting_metadata, configurable, context_features, rules, rule_metadata, conditions
      restart identity;
    insert into context_features values ('a', 0), ('b', 1), ('c', 2);
    insert into settings values ('one', 'int', '0', '1.0'), ('two', 'int', '0', '1.0');
  `);
});
afterEach(() => other.query('rollback'));

/** Adds a rule as Heksher does: first the rule, then each condition. */
const rule = (id: number, setting: string, conditions: Record<string, string>) =>
  [
    `insert into rules (id, setting, value) values (${id}, '${setting}', '1');`,
    ...Object.entries(conditions).map(
      ([feature, value]) => `insert into conditions values (${id}, '${feature}', '${value}');`,
    ),
  ].join('\n');

const inOneTransaction = (...statements: string[]) => database.sql(`begin; ${statements.join('; ')}; commit`);

/** The rules whose key does not match their conditions, found without the function that makes keys. */
async function wrongKeys(): Promise<number[]> {
  const rows = await database.sql<{ ids: number[] }>(`
    with facts as (
      select r.id, r.conditions_key, coalesce(
        (select array_agg(array[c.context_feature, c.feature_value] order by c.context_feature, c.feature_value)
         from conditions c where c.rule = r.id)::text, ''
      ) as conditions
      from rules r
    )
    select array_agg(x.id) as ids from facts x
    where exists (select from facts y where (x.conditions = y.conditions) <> (x.conditions_key = y.conditions_key))
  `);
  return rows[0]?.ids ?? [];
}

const CONSTRAINTS = `
  select conname as name from pg_constraint
  where connamespace = 'public'::regnamespace and contype <> 'n'
    and conrelid <> all ('{migrations, revision_head, changes, foreign_rows}'::regclass[])`;

test('every constraint of Heksher’s tables has a sentence for clients, and no sentence lacks its constraint', async () => {
  const constraints = await database.sql<{ name: string }>(CONSTRAINTS);

  const names = constraints.map(({ name }) => name).sort();
  expect(Object.keys(CONSTRAINT_MEANINGS).sort()).toEqual(names);
});

describe('two rules of a setting never have the same conditions', () => {
  const refused = { constraint: 'rules_setting_conditions_key' };
  beforeEach(() =>
    inOneTransaction(rule(1, 'one', { a: '1', b: '2' }), rule(2, 'one', { a: '1' }), rule(3, 'two', { a: '1' })),
  );

  test.each([
    ['a rule is added with its conditions in another order', rule(9, 'one', { b: '2', a: '1' })],
    ['a condition is added', "insert into conditions values (2, 'b', '2')"],
    ['a condition is deleted', "delete from conditions where rule = 1 and context_feature = 'b'"],
    [
      'a value is changed',
      "insert into conditions values (2, 'b', '3'); update conditions set feature_value = '2' where feature_value = '3'",
    ],
    [
      'a condition goes over to another rule',
      "update conditions set rule = 2 where context_feature = 'b'; delete from conditions where rule = 1; insert into conditions values (1, 'b', '2'), (1, 'a', '1')",
    ],
    ['a rule goes over to another setting', "update rules set setting = 'one' where id = 3"],
    ['a second rule without conditions is added', `${rule(8, 'one', {})} ${rule(9, 'one', {})}`],
    ['all conditions are deleted', 'delete from conditions'],
    ['all conditions are truncated', 'truncate conditions'],
  ])('two rules of a setting never have the same conditions when %s', async (_, statements) => {
    await expect(inOneTransaction(statements)).rejects.toMatchObject(refused);
    await database.sql('rollback');

    expect(await database.sql('select id from rules')).toHaveLength(3);
    expect(await database.sql('select rule from conditions')).toHaveLength(4);
  });

  test.each([
    ['another setting has a rule with them', rule(9, 'two', { a: '1', b: '2' })],
    ['the values are of other features', rule(9, 'one', { b: '1' })],
    ['one rule has a condition more', rule(9, 'one', { a: '1', b: '2', c: '3' })],
    ['values look like several', rule(9, 'one', { a: '1","b' })],
    ['there is one rule without conditions', rule(9, 'one', {})],
    [
      'two rules exchange their conditions in one transaction',
      "update conditions set rule = 3 - rule where rule in (1, 2) and context_feature = 'b'",
    ],
    [
      'a rule goes before another with its conditions comes',
      `delete from rules where id = 1; ${rule(9, 'one', { a: '1', b: '2' })}`,
    ],
    [
      'a rule comes before another with its conditions goes',
      `${rule(9, 'one', { a: '1', b: '2' })} delete from rules where id = 1`,
    ],
    ['the setting is renamed', "update settings set name = 'three' where name = 'one'"],
  ])('two rules of a setting do not have the same conditions when %s', async (_, statements) => {
    await inOneTransaction(statements);

    expect(await wrongKeys()).toEqual([]);
  });

  test('when two transactions add the same rule at once, one is refused', async () => {
    await other.query(`begin; ${rule(8, 'one', { c: 'x' })}`);

    const second = database.sql(`begin; ${rule(9, 'one', { c: 'x' })} commit`).catch((error: unknown) => error);
    await other.query('commit');

    expect(await second).toMatchObject(refused);
    await database.sql('rollback');
  });
});

describe('the keys that a transaction gives its rules itself', () => {
  const GIVEN = "select set_config('heksher.conditions_keys', 'given', true)";
  const withKeys = `
    insert into rules (id, setting, value, conditions_key)
      values (1, 'one', '1', heksher_conditions_key_of('{a}', '{x}')), (2, 'one', '1', 'of its own');
    insert into conditions values (1, 'a', 'x'), (2, 'a', 'y')`;
  const key = async (id: number) =>
    (await database.sql<{ key: string }>(`select conditions_key as key from rules where id = ${id}`))[0]?.key;

  test('the keys that a transaction gives its rules itself are kept if it advanced the head and says so', async () => {
    await inOneTransaction('select heksher_advance_head()', GIVEN, withKeys);

    expect(await key(2)).toBe('of its own');
    expect(await wrongKeys()).toEqual([]);
  });

  test.each([
    ['it does not say so', ['select heksher_advance_head()']],
    ['it is of another program', [GIVEN]],
    ['another program says so in the middle', ["update settings set default_value = '1'", GIVEN]],
    ['it said so in a savepoint', ['select heksher_advance_head()', 'savepoint s', GIVEN, 'rollback to s']],
  ])('the keys that a transaction gives its rules itself are computed again if %s', async (_, before) => {
    await inOneTransaction(...before, withKeys);

    expect(await key(2)).toMatch(/^[0-9a-f]{64}$/);
    expect(await wrongKeys()).toEqual([]);
  });

  test('the keys that a transaction gives its rules itself do not extend to the next transaction', async () => {
    const advance = 'begin; select heksher_advance_head()';
    await other.query(`${advance}; ${GIVEN}; commit; ${advance}; ${withKeys}; commit`);

    expect(await key(2)).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('a rule’s key matches its conditions after any edits', async () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const pick = (...of: string[]) => of[random(of.length)] ?? '';
  const id = () => 1 + random(8);
  const feature = () => pick('a', 'b', 'c');
  const edits = [
    () => rule(id(), pick('one', 'two'), { [feature()]: pick('x', 'y', '"') }),
    () => `insert into conditions values (${id()}, '${feature()}', '${pick('x', 'y', ',')}')`,
    () => `insert into conditions select id, '${feature()}', 'z' from rules where id > ${id()} on conflict do nothing`,
    () => `delete from conditions where rule = ${id()}`,
    () => `delete from conditions where context_feature = '${feature()}' and feature_value = '${pick('x', 'y')}'`,
    () => `update conditions set feature_value = feature_value || '${pick('x', '')}' where rule < ${id()}`,
    () => `update conditions set rule = ${id()} where rule = ${id()}`,
    () =>
      `update conditions set context_feature = '${feature()}' where rule = ${id()} and context_feature = '${feature()}'`,
    () => `update rules set setting = '${pick('one', 'two')}' where id = ${id()}`,
    () => `update rules set id = id + 8 where id = ${id()}; update rules set id = id - 8 where id > 8`,
    () => `delete from rules where id = ${id()}`,
    () => `delete from conditions; delete from rules where id > 2; update rules set setting = 'two' where id = 2`,
  ];
  let done = 0;

  for (let step = 0; step < 600; step++) {
    const statements = Array.from({ length: 1 + random(3) }, () => edits[random(edits.length)]?.() ?? '');
    const isDone = await other.query(`begin; ${statements.join(';')}; commit`).then(
      () => true,
      () => other.query('rollback').then(() => false),
    );
    if (isDone) done += 1;
    if (isDone) expect({ statements, wrong: await wrongKeys() }).toEqual({ statements, wrong: [] });
  }

  expect(done).toBeGreaterThan(150);
});

describe('the places of context features', () => {
  test('the places of context features may collide while a transaction moves them one by one', async () => {
    await inOneTransaction(
      "update context_features set index = 2 where name = 'a'",
      "update context_features set index = 0 where name = 'b'",
      "update context_features set index = 1 where name = 'c'",
    );

    const rows = await database.sql('select name from context_features order by index');
    expect(rows).toEqual([{ name: 'b' }, { name: 'c' }, { name: 'a' }]);
  });

  test('the places of context features must differ when the transaction ends', async () => {
    const moving = inOneTransaction("update context_features set index = 2 where name = 'a'");

    await expect(moving).rejects.toMatchObject({ constraint: 'context_features_index_key' });
    await database.sql('rollback');
  });
});
