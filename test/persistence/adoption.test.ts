import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../migrations/index.js';
import { migrate, type Migrated } from '../../migrations/migrate.js';
import { databaseOf, describeSchema, dumpRows, revertLast, revertLater } from '../fixtures/databases.js';
import { serve } from '../support/app.js';
import { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const SETTINGS = [
  '{"name":"backend.db.timeout","configurable_features":["environment","account"],"type":"float","default_value":2.5,' +
    '"metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"backend.hosts","configurable_features":["environment"],"type":"Mapping<Sequence<str>>",' +
    '"default_value":{"eu":["a.example","b.example"],"us":[]},"metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"cache_size","configurable_features":["account","user","theme"],"type":"int","default_value":64,' +
    '"metadata":{"owner":"platform","units":"MiB"},"aliases":[],"version":"1.0"}',
  '{"name":"greeting","configurable_features":["user","theme"],"type":"str","default_value":"héllo \\"wörld\\"\\n",' +
    '"metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"limits.max_id","configurable_features":["account"],"type":"int","default_value":9007199254740993,' +
    '"metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"new_name","configurable_features":["user","theme"],"type":"bool","default_value":true,' +
    '"metadata":{"tags":["a",{"b":1.5}],"ticket":null},"aliases":["old_name"],"version":"2.0"}',
  '{"name":"ratio","configurable_features":["user"],"type":"float","default_value":1.0,' +
    '"metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"ui.background","configurable_features":["environment","user"],"type":"Enum[\\"dark\\",\\"light\\",\\"matrix\\"]",' +
    '"default_value":"light","metadata":{},"aliases":[],"version":"1.0"}',
  '{"name":"ui.features","configurable_features":["account"],"type":"Flags[\\"beta\\",\\"export\\",\\"sso\\"]",' +
    '"default_value":[],"metadata":{},"aliases":[],"version":"1.0"}',
];

/** Setting, value, conditions and metadata of each rule by its id; rule 2 has the conditions of rule 14, which is newer. jsonb puts shorter keys first. */
const RULES: Record<number, [string, string, string, string]> = {
  1: ['cache_size', '100', '[["account","john"]]', '{"date":"2022-03-01T10:00:00","added_by":"a@example.org"}'],
  3: ['cache_size', '200', '[["account","jim"],["user","admin"]]', '{"information":"asked by support"}'],
  4: ['cache_size', '10', '[["user","guest"]]', '{}'],
  5: ['cache_size', '20', '[["user","guest"],["theme","dark"]]', '{}'],
  6: ['backend.db.timeout', '30', '[["environment","dev"]]', '{}'],
  7: ['backend.db.timeout', '0.75', '[["environment","prod"],["account","jim"]]', '{}'],
  8: ['ui.background', '"matrix"', '[["environment","dev"]]', '{}'],
  9: ['ui.features', '["beta","sso"]', '[["account","jim"]]', '{}'],
  10: ['backend.hosts', '{"local":["127.0.0.1"]}', '[["environment","dev"]]', '{}'],
  11: ['limits.max_id', '9223372036854775807', '[["account","big"]]', '{}'],
  12: ['new_name', 'false', '[["user","guest"]]', '{}'],
  13: ['ratio', '0.5', '[]', '{}'],
  14: ['cache_size', '55', '[["account","jim"]]', '{}'],
};

const nameOf = (setting: string) => (JSON.parse(setting) as { name: string }).name;
const defaultOf = (setting: string) => /"default_value":(.*),"metadata"/.exec(setting)?.[1] ?? '';

/** The answer to a query of everything with metadata, from the tables above. */
function wholeQuery(): string {
  const settings = SETTINGS.map((setting) => {
    const rules = Object.entries(RULES)
      .filter(([, [owner]]) => owner === nameOf(setting))
      .map(
        ([id, [, value, conditions, metadata]]) =>
          `{"value":${value},"context_features":${conditions},"rule_id":${id},"metadata":${metadata}}`,
      );
    return `"${nameOf(setting)}":{"rules":[${rules.join()}],"default_value":${defaultOf(setting)}}`;
  });
  return `{"settings":{${settings.join()}}}`;
}

let database: TestDatabase;
let before: { schema: string[]; rows: Record<string, string[]> };
let migrated: Migrated;
let service: { url: string; close(): Promise<void> };
let heksher: Heksher;

beforeAll(async () => {
  database = await databaseOf('heksher-0.5.7');
  before = { schema: await describeSchema(database), rows: await dumpRows(database) };
  migrated = await migrate(database.url);
  service = await serve(database.url);
  heksher = new Heksher(service.url);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

describe('a database of Heksher 0.5.7 that was migrated', () => {
  test('a database of Heksher 0.5.7 that was migrated has the context features in their order', async () => {
    const answer = await heksher.features();

    expect(answer.body).toEqual({ context_features: ['environment', 'account', 'user', 'theme'] });
    for (const [index, name] of ['environment', 'account', 'user', 'theme'].entries()) {
      expect((await heksher.feature(name)).body).toEqual({ index });
    }
  });

  test('a database of Heksher 0.5.7 that was migrated has all settings, to the last digit', async () => {
    const list = await heksher.settings('?include_additional_data=true');

    const listed = list.body as { settings: unknown[] };
    expect(listed.settings).toEqual(SETTINGS.map((setting) => JSON.parse(setting) as unknown));
    for (const setting of SETTINGS) expect(list.text).toContain(`"default_value":${defaultOf(setting)},`);
    for (const setting of SETTINGS) expect((await heksher.setting(nameOf(setting))).text).toBe(setting);
  });

  test('a database of Heksher 0.5.7 that was migrated has all rules under their ids, except one whose conditions a newer rule has', async () => {
    for (const [id, [setting, value, conditions, metadata]] of Object.entries(RULES)) {
      const { text } = await heksher.rule(id);

      expect(text).toBe(
        `{"setting":"${setting}","value":${value},"feature_values":${conditions},"metadata":${metadata}}`,
      );
    }
    expect((await heksher.rule(2)).status).toBe(404);
  });

  test('a database of Heksher 0.5.7 that was migrated answers a query of everything', async () => {
    const answer = await heksher.query({ include_metadata: 'true' });

    expect(answer.text).toBe(wholeQuery());
  });

  test('a database of Heksher 0.5.7 that was migrated finds settings by their aliases', async () => {
    const answer = await heksher.setting('old_name');

    expect(answer.text).toBe(SETTINGS.find((setting) => nameOf(setting) === 'new_name'));
  });

  test('a database of Heksher 0.5.7 that was migrated keeps every row except those of the removed rule', async () => {
    const { rules = [], conditions = [], ...others } = before.rows;

    const after = await dumpRows(database);

    expect(after).toEqual({
      ...others,
      rules: rules.filter((row) => row !== '(2,cache_size,50)'),
      conditions: conditions.filter((row) => row !== '(2,account,jim)'),
    });
    expect(await database.sql('select * from alembic_version')).toEqual([{ version_num: '83f0f272313f' }]);
  });

  test('a database of Heksher 0.5.7 that was migrated says which rules were removed, and keeps their full content in the change log', async () => {
    const changes = await database.sql(
      "select actor, settings, before::text from changes where action = 'rule.deleted' order by seq",
    );

    expect(migrated.notes).toContainEqual(
      expect.stringMatching(/^rule 2 of the setting cache_size was removed, since rule 14 has the same conditions/),
    );
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ actor: 'migration', settings: ['cache_size'] });
    expect(JSON.parse((changes[0] as { before: string }).before)).toEqual({
      rule_id: 2,
      setting: 'cache_size',
      value: 50,
      feature_values: [['account', 'jim']],
      metadata: {},
    });
  });

  test('a database of Heksher 0.5.7 that was migrated gives the next rule the id after the newest, although the dump left the sequence at its start', async () => {
    const { body } = await heksher.addRule({ setting: 'ratio', feature_values: { user: 'jim' }, value: 0.25 });

    expect(body).toEqual({ rule_id: 15 });
    expect(migrated.notes).toContain(
      "the sequence public.rules_id_seq lagged behind the rules' ids; the next id is 15",
    );
    expect((await heksher.deleteRule(15)).status).toBe(204);
  });

  test('a database of Heksher 0.5.7 that was migrated can be used by Heksher again once the later migrations are reverted, and can be migrated again', async () => {
    const rows = await dumpRows(database);
    const [sequence] = await database.sql('select last_value from rules_id_seq');

    await revertLater(database.url);

    expect(await describeSchema(database)).toEqual(before.schema);
    expect(await dumpRows(database)).toEqual(rows);

    await revertLast(database.url);

    expect(await describeSchema(database)).toEqual(before.schema);
    expect(await dumpRows(database)).toEqual(rows);

    const again = await migrate(database.url);

    expect(again.executed).toHaveLength(MIGRATIONS.length);
    expect(again.notes).toEqual([]);
    expect(await dumpRows(database)).toEqual(rows);
    expect(await database.sql('select last_value from rules_id_seq')).toEqual([sequence]);
    // The service looks for its schema again every few seconds.
    await until(async () => (await heksher.query()).status === 200, 'the service to see that it was migrated');
    expect((await heksher.query({ include_metadata: 'true' })).text).toBe(wholeQuery());
  });
});

test('a database that Heksher itself created, which keeps no revision, is migrated as well', async () => {
  const created = await databaseOf('heksher-0.5.7');
  await created.sql('drop table alembic_version; alter table settings alter version set not null');
  const schema = await describeSchema(created);

  await migrate(created.url);

  const rows = await dumpRows(created);
  expect(rows.settings).toHaveLength(SETTINGS.length);
  expect(rows.rules).toHaveLength(Object.keys(RULES).length);
  await revertLater(created.url);
  expect(await describeSchema(created)).toEqual(schema);
  await expect(revertLast(created.url)).rejects.toThrow(/holds data/);
  expect(await dumpRows(created)).toEqual(rows);
  await created.drop();
});

test('an alias with a hyphen is an ordinary row to Heksher', async () => {
  const shared = await databaseOf('heksher-0.5.7');
  await migrate(shared.url);
  const { url, close } = await serve(shared.url);
  const adopted = new Heksher(url);
  const aliasesOf = async (name: string) => ((await adopted.setting(name)).body as { aliases: string[] }).aliases;
  // How Heksher 0.5.7 renames a setting that it finds by one of its names.
  const rename = `
    with found as (select setting from setting_aliases where alias = $1), renamed as (
      update settings s set name = $2 from found f where s.name = f.setting
    )
    insert into setting_aliases (setting, alias) select $2, setting from found`;

  const added = await adopted.addAlias('new_name', 'new-name');
  await shared.sql(rename, ['new-name', 'newest_name']);

  expect(added.status).toBe(204);
  expect(await aliasesOf('new-name')).toEqual(['new-name', 'new_name', 'old_name']);

  await shared.sql("delete from setting_aliases where alias = 'new-name'");
  expect((await adopted.setting('new-name')).status).toBe(404);

  await adopted.addAlias('old_name', 'old-name');
  await close();
  await revertLater(shared.url);
  expect((await dumpRows(shared)).setting_aliases).toContain('(newest_name,old-name)');
  await shared.drop();
});

test('a setting without a version is at 1.0', async () => {
  const unversioned = await databaseOf('heksher-0.5.7');
  await unversioned.sql("update settings set version = null where name = 'ratio'");
  await migrate(unversioned.url);
  const { url, close } = await serve(unversioned.url);
  const adopted = new Heksher(url);
  const declared = { name: 'ratio', configurable_features: ['user'], type: 'float', default_value: 1 };

  const setting = await adopted.setting('ratio');
  const list = await adopted.settings();
  const same = await adopted.declare(declared);
  const newer = await adopted.declare({ ...declared, default_value: 2, version: '1.1' });

  expect(setting.body).toMatchObject({ version: '1.0' });
  expect((list.body as { settings: unknown[] }).settings).toContainEqual(
    expect.objectContaining({ name: 'ratio', version: '1.0' }),
  );
  expect(same.body).toEqual({ outcome: 'uptodate' });
  expect(newer.body).toMatchObject({ outcome: 'upgraded', previous_version: '1.0' });
  await close();
  await unversioned.drop();
});

test('a removed rule is recorded whatever its value is: numbers keep their digits, and invalid JSON stays text', async () => {
  const odd = await databaseOf('heksher-0.5.7');
  await odd.sql(`
    insert into rules values (20, 'ratio', '0.1000000000000000055'), (21, 'ratio', 'NaN'), (22, 'ratio', '1.5');
    insert into rule_metadata values (20, 'n', '12345678901234567890'), (20, 'why', 'null');
  `);

  const { notes } = await migrate(odd.url);

  const changes = await odd.sql<{ before: string }>(
    "select before::text from changes where action = 'rule.deleted' and settings = '{ratio}' order by seq",
  );
  const parts = (id: number, value: string, metadata: string) =>
    `{"rule_id":${id},"setting":"ratio","value":${value},"feature_values":[],"metadata":${metadata}}`;
  const texts = changes.map((change) => change.before.replaceAll(/ ?([:,{}]) ?/g, '$1'));
  expect(texts).toEqual([
    parts(13, '0.5', '{}'),
    parts(20, '0.1000000000000000055', '{"n":12345678901234567890,"why":null}'),
    parts(21, '"NaN"', '{}'),
  ]);
  expect(notes.filter((note) => /^rule (13|20|21) .* since rule 22 /.test(note))).toHaveLength(3);
  await odd.drop();
});

test('a database with nothing to report is migrated without a message', async () => {
  const fresh = await createDatabase({ template: 'empty' });

  const { notes } = await migrate(fresh.url);

  expect(notes).toEqual([]);
  await fresh.drop();
});
