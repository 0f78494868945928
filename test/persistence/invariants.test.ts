import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type pg from 'pg';
import { startApp, useApp } from '../support/app.js';
import { connect } from '../support/connections.js';
import { assertInvariants, findViolations } from '../support/invariants.js';

const app = useApp();
let client: pg.Client;
/** Sees the uncommitted work of the client. */
const damaged = {
  sql: async <Row extends pg.QueryResultRow>(text: string) => (await client.query<Row>(text)).rows,
};

beforeAll(async () => {
  const { given, heksher, database } = app;
  await given.features('user', 'theme', 'spare');
  const setting = { name: 'size', type: 'int', configurable_features: ['user', 'theme'], metadata: { unit: 'MiB' } };
  await given.setting({ ...setting, default_value: 1 });
  await given.rule({ setting: 'size', feature_values: { user: 'ann' }, value: 1, metadata: { by: 'ann' } });
  await given.rule({ setting: 'size', feature_values: { user: 'bob', theme: 'dark' }, value: 2 });
  await heksher.rename('size', { name: 'cache', version: '1.1' });
  client = await connect(database.url);
  app.onStop(() => client.end());
});

// Triggers and constraints are switched off here, and everything is rolled back.
beforeEach(() => client.query('begin; set local session_replication_role = replica'));
afterEach(() => client.query('rollback'));

test('a database that only the service has written violates no invariant', async () => {
  await expect(assertInvariants(app.database)).resolves.toBeUndefined();
});

test('a freshly migrated database violates no invariant', async () => {
  const empty = await startApp();

  await expect(assertInvariants(empty.database)).resolves.toBeUndefined();
  await empty.stop();
});

test.each([
  ['update context_features set index = 3 where index = 2', 'a context feature is not at its place', 'spare at 3'],
  ['update context_features set index = 0 where index = 1', 'a context feature is not at its place', 'theme at 0'],
  ['update context_features set index = null where index = 2', 'a context feature is not at its place', 'at none'],
  ['delete from rules where id = 2', 'a condition is of no rule', 'user=bob of rule 2'],
  [`update rules set setting = 'gone' where id = 1`, 'a rule is of no setting', '1 of gone'],
  ['delete from conditions where rule = 1', 'a rule has no conditions', 'rule 1'],
  ['delete from conditions where rule = 1', 'the key of a rule is not that of its conditions', 'rule 1'],
  [
    `delete from conditions where rule = 2 and context_feature = 'theme';
     update conditions set feature_value = 'ann' where rule = 2`,
    'rules of a setting have the same conditions',
    'rules 1, 2 of cache',
  ],
  [
    `alter table conditions drop constraint conditions_rule_context_feature_key;
     insert into conditions values (1, 'user', 'eve')`,
    'a rule has two conditions on a feature',
    'user of rule 1',
  ],
  [`delete from configurable where context_feature = 'theme'`, 'its setting is not configurable by', 'theme of rule 2'],
  [`insert into conditions values (1, 'spare', 'x')`, 'its setting is not configurable by', 'spare of rule 1 of cache'],
  [`delete from configurable`, 'a setting is configurable by nothing', 'cache'],
  [`insert into configurable values ('gone', 'user')`, 'what is configurable is no setting', 'gone'],
  [`insert into configurable values ('cache', 'gone')`, 'configurable by what is no feature', 'cache by gone'],
  [
    `alter table configurable drop constraint configurable_setting_context_feature_key;
     insert into configurable values ('cache', 'user')`,
    'a setting is configurable by a feature twice',
    'cache by user',
  ],
  [`insert into setting_aliases values ('cache', 'cache')`, 'the name of a setting is also an alias', 'cache of cache'],
  [`insert into setting_aliases values ('gone', 'lost')`, 'an alias is of no setting', 'lost of gone'],
  [`insert into setting_metadata values ('gone', 'k', '1')`, 'metadata is of no setting', 'k of gone'],
  [`insert into rule_metadata values (99, 'k', '1')`, 'metadata is of no rule', 'k of rule 99'],
  ['delete from revision_head', 'the head is not one row', '0 rows'],
  ['update revision_head set seq = seq + 1', 'the head is not the last change', 'head'],
  ['update revision_head set id = gen_random_uuid()', 'the head is not the last change', 'head'],
  ['delete from changes where seq = (select max(seq) from changes)', 'the head is not the last change', 'head'],
  ['delete from changes where seq = 3', 'a change does not follow upon the one before it', 'change 4 after 2'],
  ['delete from changes where seq = 1', 'a change does not follow upon the one before it', 'change 2 after 0'],
  ['update changes set parent = gen_random_uuid() where seq = 3', 'a change does not follow', 'change 3 after 2'],
  ['update changes set parent = null where seq = 1', 'a change does not follow', 'change 1 after 0'],
  [`update settings set default_value = '"x"'`, 'the default of cache is no int', '"x"'],
  [`update settings set default_value = '1.0'`, 'the default of cache is not written as int', '1.0'],
  [`update settings set default_value = 'NaN'`, 'the default of cache cannot be read', 'NaN'],
  [`update settings set type = 'integer'`, 'the default of cache cannot be read', 'integer'],
  [`update settings set version = '1'`, 'the default of cache cannot be read', '1'],
  [`update rules set value = 'true' where id = 2`, 'rule 2 of cache is no int', 'true'],
  [`insert into settings values ('a b', 'int', '1', '1.0')`, 'is not a setting name', '"a b"'],
  [`update settings set name = 'a-b'`, 'is not a setting name', '"a-b"'],
  [`update setting_aliases set alias = ''`, 'is not a setting alias', '""'],
  [`insert into context_features values ('a.b', 3)`, 'is not a context feature name', '"a.b"'],
  [`update conditions set feature_value = 'a b' where rule = 1`, 'is not a context feature value', '"a b"'],
  [`update setting_metadata set key = 'a b'`, 'is not a metadata key', '"a b"'],
  [`update rule_metadata set key = 'ä'`, 'is not a metadata key', '"ä"'],
])('the invariants notice: %s', async (damage, claim, what) => {
  await client.query(damage);

  const violations = await findViolations(damaged);

  expect(violations).toContainEqual(expect.stringContaining(claim));
  expect(violations.find((line) => line.includes(claim))).toContain(what);
  await expect(assertInvariants(damaged)).rejects.toThrow(what);
});
