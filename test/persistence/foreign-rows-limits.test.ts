import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HEKSHER_TABLES, usePlainProgram } from '../support/plain-program.js';

const program = usePlainProgram();

beforeEach(async () => {
  await program.database.sql(`
    begin;
    truncate ${HEKSHER_TABLES.join()} restart identity;
    insert into context_features values ('user', 0), ('theme', 1);
    insert into settings select 's' || n, 'int', '0', '1.0' from generate_series(1, 20) n;
    commit;
  `);
});
afterEach(() => program.client.query('rollback; reset all'));

interface Entry {
  table: string;
  op: string;
  count: number;
  before?: object[];
  after?: object[];
}

interface Logged {
  settings: string[] | null;
  items: Entry[];
}

/** The changes that some statements of another program make. */
async function changesOf(statements: string): Promise<Logged[]> {
  const [head] = await program.database.sql<{ seq: string }>('select seq from revision_head');
  await program.client.query(statements);
  expect(await program.database.sql('select from foreign_rows')).toEqual([]);
  return program.database.sql<Logged>('select settings, items from changes where seq > $1 order by seq', [head?.seq]);
}

const addRules = (count: number) =>
  `insert into rules (setting, value, conditions_key) select 's1', '1', n from generate_series(1, ${count}) n`;

describe('the content of another program’s change', () => {
  test('the content of another program’s change has 10,000 rows of a statement', async () => {
    const [change] = await changesOf(addRules(10_000));

    expect(change?.settings).toEqual(['s1']);
    expect(change?.items[0]?.after).toHaveLength(10_000);
  });

  test('the content of another program’s change ends with the number of rows where a statement has more, and then it names no setting', async () => {
    const changes = await changesOf(`
      begin; update settings set version = '1.1' where name = 's2'; ${addRules(10_001)};
      update settings set version = '1.1' where name = 's3'; commit`);

    expect(changes).toEqual([
      {
        settings: null,
        items: [
          { table: 'settings', op: 'update', count: 1, before: [expect.anything()], after: [expect.anything()] },
          { table: 'rules', op: 'insert', count: 10_001 },
        ],
      },
    ]);
  });

  test.each([
    ['update', "update rules set value = '2'"],
    ['delete', 'delete from rules'],
    ['truncate', 'truncate rules cascade'],
  ])('the content of another program’s change counts more rows than 10,000 of one %s', async (op, statement) => {
    await program.database.sql(addRules(10_001));

    const [change] = await changesOf(statement);

    expect(change).toEqual({ settings: null, items: [{ table: 'rules', op, count: 10_001 }] });
  });

  test('the content of another program’s change has 16 MiB at most, and its values may be large', async () => {
    const set = (name: string) =>
      `update settings set default_value = '"' || repeat('x', 6 * 1024 * 1024) || '"' where name = '${name}'`;

    const [change] = await changesOf(`begin; ${['s1', 's2', 's3'].map(set).join('; ')}; commit`);

    expect(change?.settings).toBeNull();
    expect(change?.items.map(({ count, after }) => [count, after?.length])).toEqual([
      [1, 1],
      [1, 1],
      [1, undefined],
    ]);
  });

  test('the content of another program’s change may be thousands of statements', async () => {
    const statements = Array.from(
      { length: 3000 },
      (_, at) => `update settings set version = '2.${at}' where name = 's1'`,
    );

    const [change] = await changesOf(`begin; ${statements.join('; ')}; commit`);

    expect(change?.settings).toEqual(['s1']);
    expect(change?.items).toHaveLength(3000);
  });

  test('the content of another program’s change is limited too if the program has its constraints checked all the time', async () => {
    const statements = Array.from(
      { length: 3 },
      (_, at) => `update settings set default_value = repeat('${at}', 9 * 1024 * 1024) where name = 's1'`,
    );

    const [change] = await changesOf(`begin; set constraints all immediate; ${statements.join('; ')}; commit`);

    expect(change?.settings).toBeNull();
    expect(change?.items.at(-1)).toEqual({ table: 'settings', op: 'update', count: 1 });
  });
});

describe('odd rows of another program', () => {
  const ODD = ['', '\\u0000', '"', '\\', '{}', '\u{1F600}', '\u0001\n', 'NaN', '%s$$', 'ünïcode'];

  test('odd rows of another program are logged as they are stored', async () => {
    await program.client.query('begin');
    for (const odd of ODD) {
      await program.client.query('insert into settings values ($1, $1, $1, $1)', [odd]);
      await program.client.query('insert into rules (setting, value) values ($1, $1)', [odd]);
    }
    const [change] = await changesOf('commit');

    const rows = (table: string) =>
      change?.items.filter((entry) => entry.table === table).map(({ after }) => after?.[0]);
    expect(rows('settings')).toEqual(ODD.map((odd) => ({ name: odd, type: odd, default_value: odd, version: odd })));
    expect(rows('rules')).toMatchObject(ODD.map((odd) => ({ setting: odd, value: odd })));
    expect(new Set(change?.settings)).toEqual(new Set(ODD));
  });

  test('odd rows of another program may be copied, and have columns that Heksher does not know', async () => {
    await program.database.sql('alter table settings add column remark bytea, add column spare text');
    const [change] = await changesOf("insert into settings values ('new', 'int', '1', '1.0', '\\x00ff', null)");
    await program.database.sql('alter table settings drop column remark, drop column spare');

    expect(change?.items[0]?.after).toEqual([
      { name: 'new', type: 'int', default_value: '1', version: '1.0', remark: '\\x00ff', spare: null },
    ]);
  });

  test('a condition of a rule that is not there may concern any setting', async () => {
    await program.database.sql('alter table conditions drop constraint conditions_rule_fkey');

    const [change] = await changesOf("insert into conditions values (77, 'user', 'jim')");

    await program.database.sql(`
      delete from conditions;
      alter table conditions add constraint conditions_rule_fkey
        foreign key (rule) references rules (id) on update cascade on delete cascade`);
    expect(change).toMatchObject({ settings: null, items: [{ table: 'conditions', op: 'insert', count: 1 }] });
  });

  test('a program that resets its settings in a transaction makes two changes, each with its rows', async () => {
    const changes = await changesOf(`
      begin; update settings set version = '2.0' where name = 's1'; reset all;
      update settings set version = '2.0' where name = 's2'; commit`);

    expect(changes.map(({ settings, items }) => [settings, items.length])).toEqual([
      [['s1'], 1],
      [['s2'], 1],
    ]);
  });
});

test('a write of the service is not logged as rows of another program', async () => {
  await program.database.sql(`
    begin;
    with head as (select * from heksher_advance_head())
    insert into changes (seq, id, parent, action) select seq, id, parent, 'rule.deleted' from head;
    delete from settings where name = 's1';
    commit`);

  const changes = await program.database.sql('select action, settings, items from changes order by seq desc limit 1');
  expect(changes).toEqual([{ action: 'rule.deleted', settings: null, items: null }]);
});
