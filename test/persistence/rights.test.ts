import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { serve, type Service } from '../support/app.js';
import { Given } from '../support/given.js';
import type { Heksher } from '../support/heksher.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { answered } from '../support/until.js';

jest.setTimeout(60_000); // rights are checked every few seconds

const ROLE = `heksher_test_role_${randomBytes(4).toString('hex')}`;

/** The statements that docs/operations.md gives for the role of the service. */
async function documentedGrants(): Promise<string> {
  const page = await readFile('docs/operations.md', 'utf8');
  const [, grants] = /\n## Rights\n[^]*?```sql\n([^]*?)```/.exec(page) ?? [];
  if (grants === undefined) throw new Error('docs/operations.md has no statements under "Rights"');
  return grants.replaceAll('heksher_service', ROLE);
}

let database: TestDatabase;
let service: Service;
let heksher: Heksher;
const logs: Record<string, unknown>[] = [];

beforeAll(async () => {
  database = await createDatabase();
  await database.sql(`create role ${ROLE} login password 'secret'`);
  await database.sql(await documentedGrants());
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = 'secret';
  service = await serve(url.href, logs);
  ({ heksher } = service);
});
afterAll(async () => {
  await service.close();
  await database.sql(`drop owned by ${ROLE}; drop role ${ROLE}`);
  await database.drop();
});

const ready = () => heksher.get('/api/health/ready');

const onceReady = (status: number) => answered(ready, status);

test('a role with the rights that the docs list can do everything', async () => {
  const given = new Given(heksher);
  const setting = await given.setting({ version: '1.0' });
  const [feature = ''] = setting.configurable_features;
  const id = await given.rule({ setting: setting.name, feature_values: { [feature]: 'jim' }, value: 1 });
  const path = `/api/v1/settings/${setting.name}`;
  const answers = [
    await heksher.query({ settings: setting.name }),
    await heksher.put(`/api/v1/rules/${id}/metadata`, { metadata: { a: 1 } }),
    await heksher.delete(`/api/v1/rules/${id}/metadata/a`),
    await heksher.setRuleValue(id, 2),
    await heksher.put(`${path}/metadata`, { metadata: { a: 1 }, version: '1.1' }),
    await heksher.post(`${path}/metadata`, { metadata: { a: 2 }, version: '1.2' }),
    await heksher.delete(`${path}/metadata`, { version: '1.3' }),
    await heksher.setType(setting.name, { type: 'float', version: '2.0' }),
    await heksher.rename(setting.name, { name: 'renamed', version: '3.0' }),
    await heksher.setFeatures('renamed', { configurable_features: [feature, await given.feature()], version: '4.0' }),
    await heksher.moveFeature(feature, { to_after: (await given.features('z'))[0] }),
    await heksher.deleteFeature('z'),
    await heksher.searchRule('renamed', `${feature}:jim`),
    await heksher.deleteRule(id),
    await heksher.deleteSetting('renamed'),
    await heksher.get('/api/v1/changes'),
    await ready(),
  ];

  expect(answers.filter(({ status }) => status > 299)).toEqual([]);
});

test.each([
  ['insert on rules', `insert on rules`],
  ['usage on rules_id_seq', `usage on sequence rules_id_seq`],
])('if the role lacks %s, /api/health/ready says so and requests that need it are 503', async (name, right) => {
  const setting = await new Given(heksher).setting();
  const [feature = ''] = setting.configurable_features;
  const add = () => heksher.addRule({ setting: setting.name, feature_values: { [feature]: 'jim' }, value: 1 });
  await onceReady(200);
  logs.length = 0;

  await database.sql(`revoke ${right} from ${ROLE}`);
  const refused = [await add(), await add()];
  const said = await onceReady(503);
  const others = [await heksher.query({ settings: setting.name }), await heksher.addFeature(`other_${right.length}`)];
  await database.sql(`grant ${right} to ${ROLE}`);
  await onceReady(200);

  const detail = `the role "${ROLE}" lacks ${name}: grant it what docs/operations.md lists`;
  expect(refused.map(({ status }) => status)).toEqual([503, 503]);
  expect(refused.map(({ body }) => body)).toEqual([
    expect.objectContaining({ detail }),
    expect.objectContaining({ detail }),
  ]);
  expect(said.body).toMatchObject({ detail });
  expect(others.map(({ status }) => status)).toEqual([200, 204]);
  const errors = logs.filter(({ level, reason }) => level === 'error' && reason === undefined);
  expect(errors).toEqual([expect.objectContaining({ message: detail })]);
  expect((await add()).status).toBe(201);
});

test('if the role may not read a table, requests that need it are 503 and other routes go on', async () => {
  await database.sql(`revoke select on changes from ${ROLE}`);

  const log = await heksher.get('/api/v1/changes');
  const features = await heksher.features();
  await database.sql(`grant select on changes to ${ROLE}`);
  await onceReady(200);

  expect(log.status).toBe(503);
  expect(log.body).toMatchObject({ detail: expect.stringContaining('lacks select on changes') });
  expect(features.status).toBe(200);
});

test('if the role may not use the schema, the service says so instead of asking for a migration', async () => {
  await database.sql(`revoke usage on schema public from public, ${ROLE}`);
  const said = await onceReady(503);
  await database.sql(`grant usage on schema public to ${ROLE}`);
  await onceReady(200);

  expect(said.body).toMatchObject({ detail: expect.stringContaining(`"${ROLE}" lacks usage on schema public`) });
});
