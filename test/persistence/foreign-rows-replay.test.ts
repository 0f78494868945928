import { beforeAll, expect, test } from '@jest/globals';
import { HEKSHER_TABLES, usePlainProgram } from '../support/plain-program.js';

const program = usePlainProgram();

beforeAll(async () => {
  await program.database.sql(`
    insert into context_features values ('a', 0), ('b', 1), ('c', 2);
    insert into settings values ('one', 'int', '0', '1.0'), ('two', 'int', '0', '1.0'), ('three', 'int', '0', '1.0');
    insert into configurable values ('one', 'a'), ('two', 'b');`);
});

type Row = Record<string, unknown>;
type State = Record<string, string[]>;

interface Entry {
  table: string;
  before?: Row[];
  after?: Row[];
}

/** A row as a text that does not depend on the order of its columns. */
const print = (row: Row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

async function read(): Promise<State> {
  const state: State = {};
  for (const table of HEKSHER_TABLES) {
    const rows = await program.database.sql<{ row: Row }>(
      `select to_jsonb(t) - 'conditions_key' as row from ${table} t`,
    );
    state[table] = rows.map(({ row }) => print(row)).sort();
  }
  return state;
}

/** The state before some entries that led to a state. */
function replayBackwards(state: State, items: Entry[]): State {
  const earlier = Object.fromEntries(Object.entries(state).map(([table, rows]) => [table, [...rows]]));
  for (const { table, before = [], after = [] } of [...items].reverse()) {
    const rows = earlier[table] ?? [];
    for (let at = Math.max(before.length, after.length) - 1; at >= 0; at--) {
      const [was, is] = [before[at], after[at]];
      if (is !== undefined) {
        const place = rows.indexOf(print(is));
        if (place < 0) throw new Error(`${table} has no row ${print(is)}`);
        rows.splice(place, 1);
      }
      if (was !== undefined) rows.push(print(was));
    }
  }
  return Object.fromEntries(Object.entries(earlier).map(([table, rows]) => [table, rows.sort()]));
}

/** What each setting is, in all its tables. */
async function readSettings(): Promise<Map<string, string>> {
  const rows = await program.database.sql<{ name: string; all: Row }>(`
    select s.name, json_build_array(
      s.type, s.default_value, s.version,
      (select json_agg(a.alias order by a.alias) from setting_aliases a where a.setting = s.name),
      (select json_agg(m.key || m.value::text order by m.key) from setting_metadata m where m.setting = s.name),
      (select json_agg(g.context_feature order by g.context_feature) from configurable g where g.setting = s.name),
      (select json_agg(json_build_array(
        r.id, r.value,
        (select json_agg(c.context_feature || c.feature_value order by c.context_feature) from conditions c where c.rule = r.id),
        (select json_agg(m.key || m.value::text order by m.key) from rule_metadata m where m.rule = r.id)
      ) order by r.id) from rules r where r.setting = s.name)
    ) as all from settings s`);
  return new Map(rows.map(({ name, all }) => [name, JSON.stringify(all)]));
}

test('the rows of another program’s change lead back to the state before it, and its settings are all that differ', async () => {
  let seed = 11;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const pick = (...of: string[]) => of[random(of.length)] ?? '';
  const id = () => 1 + random(6);
  const name = () => pick('one', 'two', 'three', 'four');
  const feature = () => pick('a', 'b', 'c');
  const edits = [
    () => `insert into settings values ('${name()}', 'int', '${random(9)}', '1.0') on conflict (name) do update
      set default_value = excluded.default_value`,
    () => `update settings set name = '${name()}' where name = '${name()}'`,
    () => `update settings set version = '1.${random(3)}'`,
    () => `delete from settings where name = '${name()}'`,
    () => `insert into setting_aliases values ('${name()}', '${pick('x', 'y')}')`,
    () => `update setting_aliases set setting = '${name()}'`,
    () => `delete from setting_aliases where alias = '${pick('x', 'y')}'`,
    () => `insert into setting_metadata select name, 'k', '${random(3)}' from settings on conflict do nothing`,
    () => `delete from setting_metadata where setting <> '${name()}'`,
    () => `insert into configurable values ('${name()}', '${feature()}')`,
    () => `delete from configurable where context_feature = '${feature()}'`,
    () => `insert into rules (id, setting, value) values (${id()}, '${name()}', '${random(5)}');
      insert into conditions values (${id()}, '${feature()}', '${random(9)}')`,
    () => `update rules set setting = '${name()}' where id = ${id()}`,
    () => `update rules set id = id + 6 where id = ${id()}; update rules set id = id - 6 where id > 6`,
    () => `update rules set value = '${random(3)}' where id < ${id()}`,
    () => `delete from rules where id = ${id()}`,
    () => `with r as (delete from rules where id = ${id()} returning *)
      insert into rules (id, setting, value) select 7 - id, setting, value from r on conflict do nothing`,
    () =>
      `insert into rule_metadata select id, 'k', '{"n": ${random(3)}}' from rules where id > ${id()} on conflict do nothing`,
    () => `update rule_metadata set value = 'null' where rule = ${id()}`,
    () => `delete from rule_metadata where rule = ${id()}`,
    () => `insert into conditions values (${id()}, '${feature()}', '${random(9)}') on conflict do nothing`,
    () => `update conditions set feature_value = '${random(9)}' where rule = ${id()}`,
    () => `delete from conditions where context_feature = '${feature()}' and rule = ${id()}`,
    () => `savepoint s; delete from rules; rollback to s`,
    () => `truncate ${pick('conditions', 'rule_metadata', 'setting_aliases')}`,
    () => `set constraints all immediate; set constraints all deferred`,
  ];
  let done = 0;

  for (let step = 0; step < 400; step++) {
    const statements = Array.from({ length: 1 + random(4) }, () => edits[random(edits.length)]?.() ?? '').join('; ');
    const [before, settingsBefore] = [await read(), await readSettings()];
    const [head] = await program.database.sql<{ seq: string }>('select seq from revision_head');
    const isDone = await program.client.query(`begin; ${statements}; commit`).then(
      () => true,
      () => program.client.query('rollback').then(() => false),
    );
    const changes = await program.database.sql<{ items: Entry[]; settings: string[] }>(
      'select items, settings from changes where seq > $1',
      [head?.seq],
    );
    const [after, settingsAfter] = [await read(), await readSettings()];

    const [change] = changes;
    if (!isDone || !change) {
      expect(after).toEqual(before);
      continue;
    }
    done += 1;
    const names = new Set([...settingsBefore.keys(), ...settingsAfter.keys()]);
    const differing = [...names].filter((one) => settingsBefore.get(one) !== settingsAfter.get(one));
    expect({ statements, state: replayBackwards(after, change.items) }).toEqual({ statements, state: before });
    expect({ statements, missed: differing.filter((one) => !change.settings.includes(one)) }).toEqual({
      statements,
      missed: [],
    });
  }

  expect(done).toBeGreaterThan(120);
});
