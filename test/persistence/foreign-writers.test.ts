import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { connect } from '../support/connections.js';

const TABLES = [
  'settings',
  'setting_aliases',
  'setting_metadata',
  'configurable',
  'context_features',
  'rules',
  'rule_metadata',
  'conditions',
];

const role = `heksher_plain_${randomBytes(6).toString('hex')}`;
const app = useApp();
/** Another program. Its role may read and write Heksher's tables only. */
let program: pg.Client;

beforeAll(async () => {
  await app.database.sql(`
    create role ${role};
    grant usage on schema public to ${role};
    grant select, insert, update, delete, truncate on ${TABLES.join()} to ${role};
    grant usage on sequence rules_id_seq to ${role};
  `);
  program = await connect(app.database.url, role);
  app.onStop(async () => {
    await program.end();
    await app.database.sql(`drop owned by ${role}; drop role ${role}`);
  });
});

beforeEach(async () => {
  await app.database.sql(`
    begin;
    truncate ${TABLES.join()} restart identity;
    insert into context_features values ('user', 0), ('theme', 1), ('spare', 2);
    insert into settings values ('size', 'int', '0', '1.0');
    insert into setting_aliases values ('size', 'old_size');
    insert into setting_metadata values ('size', 'unit', '"MiB"');
    insert into configurable values ('size', 'user'), ('size', 'theme');
    insert into rules (id, setting, value) values (1, 'size', '1');
    insert into rule_metadata values (1, 'by', '"ann"');
    insert into conditions values (1, 'user', 'jim');
    select setval('rules_id_seq', 1);
    commit;
  `);
});
afterEach(() => program.query('rollback; reset search_path; discard temp'));

interface Change {
  seq: string;
  id: string;
  parent: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  before: unknown;
  after: unknown;
}

/** The changes that some work adds to the log. */
async function changesOf(work: () => Promise<unknown>): Promise<Change[]> {
  const [head] = await app.database.sql<{ id: string; seq: string }>('select id, seq from revision_head');
  await work();
  const changes = await app.database.sql<Change>('select * from changes where seq > $1 order by seq', [head?.seq]);
  const [now] = await app.database.sql('select id, seq from revision_head');
  expect(now).toEqual(changes.length === 0 ? head : { id: changes.at(-1)?.id, seq: changes.at(-1)?.seq });
  for (const [at, { parent }] of changes.entries()) expect(parent).toBe(at === 0 ? head?.id : changes[at - 1]?.id);
  return changes;
}

const EXTERNAL = { actor: null, action: 'external', origin: 'external', before: null, after: null };

describe('a write of a role that has Heksher’s tables only', () => {
  const statements: Record<string, [insert: string, update: string, remove: string]> = {
    settings: [
      "insert into settings values ('new', 'int', '0', '1.0')",
      "update settings set default_value = '1'",
      'delete from settings',
    ],
    setting_aliases: [
      "insert into setting_aliases values ('size', 'older')",
      "update setting_aliases set alias = 'older'",
      'delete from setting_aliases',
    ],
    setting_metadata: [
      "insert into setting_metadata values ('size', 'n', '1')",
      "update setting_metadata set value = '1'",
      'delete from setting_metadata',
    ],
    configurable: [
      "insert into configurable values ('size', 'spare')",
      "update configurable set context_feature = 'spare' where context_feature = 'user'",
      'delete from configurable',
    ],
    context_features: [
      "insert into context_features values ('new', 3)",
      'update context_features set index = index + 1',
      "delete from context_features where name = 'spare'",
    ],
    rules: [
      "insert into rules (setting, value) values ('size', '2')",
      "update rules set value = '2'",
      'delete from rules',
    ],
    rule_metadata: [
      "insert into rule_metadata values (1, 'n', '1')",
      "update rule_metadata set value = '1'",
      'delete from rule_metadata',
    ],
    conditions: [
      "insert into conditions values (1, 'theme', 'dark')",
      "update conditions set feature_value = 'tom'",
      'delete from conditions',
    ],
  };
  const cases = TABLES.flatMap((table) => [...(statements[table] ?? []), `truncate ${table} cascade`]);

  test.each(cases)('a write of a role that has Heksher’s tables only is one external change: %s', async (statement) => {
    const changes = await changesOf(() => program.query(statement));

    expect(changes).toEqual([expect.objectContaining(EXTERNAL)]);
  });

  test('a write of a role that has Heksher’s tables only is one change for each transaction', async () => {
    const changes = await changesOf(() =>
      program.query(`begin; ${TABLES.map((table) => statements[table]?.[1]).join(';')}; delete from settings; commit`),
    );

    expect(changes).toEqual([expect.objectContaining(EXTERNAL)]);
  });

  test('a write of a role that has Heksher’s tables only leaves no change when it is rolled back', async () => {
    const changes = await changesOf(async () => {
      await program.query("begin; update settings set default_value = '1'; delete from rules; rollback");
      await program.query("insert into settings values ('size', 'int', '0', '1.0')").catch(() => undefined);
    });

    expect(changes).toEqual([]);
  });

  test.each([
    ['released', 'savepoint a; update rules set value = 2; release a; update rules set value = 3'],
    ['rolled back at first', 'savepoint a; update rules set value = 2; rollback to a; update rules set value = 3'],
    ['rolled back at last', 'update rules set value = 3; savepoint a; update rules set value = 2; rollback to a'],
    [
      'nested',
      'savepoint a; savepoint b; update rules set value = 3; release b; savepoint c; delete from rules; rollback to c',
    ],
  ])('a write of a role that has Heksher’s tables only is logged across savepoints: %s', async (_, work) => {
    const changes = await changesOf(() => program.query(`begin; ${work}; commit`));

    expect(changes).toEqual([expect.objectContaining(EXTERNAL)]);
    expect(await app.database.sql('select value from rules')).toEqual([{ value: '3' }]);
    expect((await app.heksher.query()).text).toContain('"rules":[{"value":3,');
  });

  test('a write of a role that has Heksher’s tables only leaves no change when all of it was rolled back to a savepoint', async () => {
    const changes = await changesOf(() =>
      program.query('begin; savepoint a; update rules set value = 2; rollback to a; commit'),
    );

    expect(changes).toEqual([]);
  });

  test('a write of a role that has Heksher’s tables only gives it no right to the change log', async () => {
    for (const statement of ['select from changes', 'select from revision_head', 'select heksher_advance_head()']) {
      await expect(program.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('a role that puts its own objects first in the search path', () => {
  test.each(['evil, public', 'evil, pg_catalog, public', 'pg_temp, evil, pg_catalog, public'])(
    'a role that puts its own objects first in the search path changes nothing about the log: search_path = %s',
    async (path) => {
      await app.database.sql(`drop schema if exists evil cascade; create schema evil authorization ${role}`);
      await program.query(`
        create table evil.revision_head (only_row boolean, id uuid, seq bigint, parent uuid);
        create table evil.changes (seq bigint, id uuid, parent uuid, action text);
        create function evil.heksher_advance_head() returns evil.revision_head language sql as 'select null::evil.revision_head';
        create function evil.heksher_conditions_key(integer) returns text language sql as $$ select 'evil' $$;
        create function evil.heksher_conditions_key_of(text[], text[]) returns text language sql as $$ select 'evil' $$;
        create function evil.current_setting(text, boolean) returns text language sql as
          'select id::text from public.revision_head';
        create function evil.json_build_array(text, text) returns json language sql as $$ select '"evil"'::json $$;
        create temporary table revision_head as select * from evil.revision_head;
        create temporary table rules (id integer, conditions_key text);
        set search_path = ${path};
      `);

      const changes = await changesOf(() =>
        program.query(
          "insert into public.conditions (rule, context_feature, feature_value) values (1, 'theme', 'dark')",
        ),
      );

      expect(changes).toEqual([expect.objectContaining(EXTERNAL)]);
      const keys = await app.database.sql(
        `select conditions_key = heksher_conditions_key_of('{theme,user}', '{dark,jim}') as holds from rules`,
      );
      expect(keys).toEqual([{ holds: true }]);
      expect(await program.query('select from evil.changes')).toMatchObject({ rowCount: 0 });
      await app.database.sql('drop schema evil cascade');
    },
  );

  test('a role that puts its own objects first in the search path changes nothing even if it may create functions in the schema of Heksher’s tables', async () => {
    await app.database.sql(`grant create on schema public to ${role}`);
    await program.query(`
      create function current_setting(text, boolean) returns text language plpgsql as $$
        begin raise exception 'run with the rights of %', current_user; end $$;
      create function json_build_array(text, text) returns json language sql as $$ select '"evil"'::json $$;
      create function convert_to(text, text) returns bytea language sql as $$ select ''::bytea $$;
    `);

    const changes = await changesOf(() => program.query("insert into conditions values (1, 'theme', 'dark')"));

    await program.query(`
      drop function public.current_setting, public.json_build_array(text, text), public.convert_to(text, text)
    `);
    const keys = await app.database.sql(
      `select conditions_key = heksher_conditions_key_of('{theme,user}', '{dark,jim}') as holds from rules`,
    );
    expect(changes).toEqual([expect.objectContaining(EXTERNAL)]);
    expect(keys).toEqual([{ holds: true }]);
    await app.database.sql(`revoke create on schema public from ${role}`);
  });
});

describe('while Heksher still writes into the database', () => {
  test('a rule that Heksher adds condition by condition is served at once', async () => {
    await program.query('begin');
    const added = await program.query<{ id: number }>(
      'insert into rules (setting, value) values ($1, $2) returning rules.id',
      ['size', '7'],
    );
    const id = added.rows[0]?.id;
    for (const [feature, value] of [
      ['theme', 'dark'],
      ['user', 'ann'],
    ]) {
      const insert = 'insert into conditions (rule, context_feature, feature_value) values ($1, $2, $3)';
      await program.query(insert, [id, feature, value]);
    }
    await program.query(
      "insert into rule_metadata (rule, key, value) values ($1, 'n', '1') on conflict (rule, key) do update set value = excluded.value",
      [id],
    );
    await program.query('commit');

    const answer = await app.heksher.rule(id ?? 0);
    const found = await app.heksher.searchRule('size', 'user:ann,theme:dark');
    const again = await app.heksher.addRule({
      setting: 'size',
      feature_values: { user: 'ann', theme: 'dark' },
      value: 8,
    });

    expect(answer.body).toEqual({
      setting: 'size',
      value: 7,
      feature_values: [
        ['user', 'ann'],
        ['theme', 'dark'],
      ],
      metadata: { n: 1 },
    });
    expect(found.body).toEqual({ rule_id: id });
    expect(again.status).toBe(409);
  });

  test('a rule that Heksher deletes is gone at once', async () => {
    await app.heksher.query();

    await program.query('delete from rules where rules.id = 1');

    expect((await app.heksher.rule(1)).status).toBe(404);
    expect((await app.heksher.query()).body).toEqual({ settings: { size: { rules: [], default_value: 0 } } });
  });

  test('a setting that Heksher renames is found by both names at once', async () => {
    const name = uniqueName('renamed');
    await app.heksher.setting('size');

    await program.query('begin');
    await program.query("update settings set name = $1, version = '1.1' where settings.name = 'size'", [name]);
    await program.query("insert into setting_aliases (setting, alias) values ($1, 'size')", [name]);
    await program.query('commit');

    for (const one of ['size', 'old_size', name]) {
      expect((await app.heksher.setting(one)).body).toMatchObject({
        name,
        aliases: ['old_size', 'size'],
        version: '1.1',
      });
    }
  });

  test('features that Heksher moves one by one are in their new order at once', async () => {
    await app.heksher.addRule({ setting: 'size', feature_values: { theme: 'dark', user: 'jim' }, value: 3 });

    await program.query('begin');
    await program.query('update context_features set index = index - 1 where index > 0 and index <= 1');
    await program.query("update context_features set index = 1 where name = 'user'");
    await program.query('commit');

    expect((await app.heksher.features()).body).toEqual({ context_features: ['theme', 'user', 'spare'] });
    expect((await app.heksher.query()).text).toContain('[["theme","dark"],["user","jim"]]');
    expect((await app.heksher.moveFeature('user', { to_before: 'theme' })).status).toBe(204);
  });

  test('the service writes the same rows as Heksher', async () => {
    const { heksher } = app;
    await heksher.addFeature('late');
    await heksher.declare({
      name: 'fresh',
      configurable_features: ['user', 'late'],
      type: 'Flags["b", "a"]',
      default_value: ['a'],
      metadata: { k: 1 },
    });
    await heksher.addRule({
      setting: 'fresh',
      feature_values: { late: 'x', user: 'jim' },
      value: ['b'],
      metadata: { m: null },
    });
    await heksher.rename('fresh', { name: 'fresher', version: '1.1' });

    const read = async (text: string) => (await program.query({ text, rowMode: 'array' })).rows;
    expect(await read("select name, type, default_value, version from settings where name = 'fresher'")).toEqual([
      ['fresher', 'Flags["a","b"]', '["a"]', '1.1'],
    ]);
    expect(await read("select setting, value from rules where setting like 'fresh%'")).toEqual([['fresher', '["b"]']]);
    expect(
      await read(
        "select context_feature, feature_value from conditions join rules on id = rule where setting = 'fresher' order by 1",
      ),
    ).toEqual([
      ['late', 'x'],
      ['user', 'jim'],
    ]);
    expect(await read("select setting, alias from setting_aliases where alias = 'fresh'")).toEqual([
      ['fresher', 'fresh'],
    ]);
    expect(await read("select context_feature from configurable where setting = 'fresher' order by 1")).toEqual([
      ['late'],
      ['user'],
    ]);
    expect(await read('select name, index from context_features order by index')).toEqual([
      ['user', 0],
      ['theme', 1],
      ['spare', 2],
      ['late', 3],
    ]);
  });

  test('a rule that takes the id that the sequence gives next causes a single conflict', async () => {
    await program.query("insert into rules (id, setting, value) values (2, 'size', '5')");
    const add = () => app.heksher.addRule({ setting: 'size', feature_values: { user: 'tom' }, value: 1 });

    const answers = [await add(), await add()];

    expect(answers.map(({ status }) => status)).toEqual([409, 201]);
    expect(answers[1]?.body).toEqual({ rule_id: 3 });
  });
});
