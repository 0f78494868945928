import { beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

// Tests the requests in docs/differences-from-heksher-0.5.7.md that Heksher reads differently.
const app = useApp();
beforeAll(async () => {
  await app.given.features('account', 'user');
  await app.given.setting({ name: 'size', configurable_features: ['account', 'user'] });
  await app.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 1 });
});

const FEATURES = '/api/v1/context_features';
const SETTINGS = '/api/v1/settings';
const DECLARED = { configurable_features: ['user'], type: 'int', default_value: 0 };

test.each(['t', 'f', 'y', 'n', 'T'])('%s is not a boolean', async (flag) => {
  expect((await app.heksher.settings(`?include_additional_data=${flag}`)).status).toBe(422);
});

test.each([
  ['not JSON', '{', 'application/json', 400],
  ['not declared as JSON', '{"context_feature":"theme"}', 'text/plain', 415],
])('a body that is %s is refused otherwise than as invalid JSON', async (_, body, type, status) => {
  expect((await app.heksher.send('POST', FEATURES, body, { 'Content-Type': type })).status).toBe(status);
});

test.each([
  ['0', 422],
  ['-1', 422],
  ['+1', 422],
  ['%201', 422],
  ['1_0', 422],
  ['01', 200],
])('the rule id %s is answered %i', async (id, status) => {
  expect((await app.heksher.rule(id)).status).toBe(status);
});

test.each([{ name: 5 }, { version: 1.0 }, { metadata: [] }, { configurable_features: [5] }, { alias: 5 }])(
  'a declaration with %j is invalid',
  async (member) => {
    const answer = await app.heksher.post(`${SETTINGS}/declare`, { name: 'coerced', ...DECLARED, ...member });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/${Object.keys(member)[0]}` }] });
  },
);

test('a search for a rule that names a feature twice is invalid', async () => {
  expect((await app.heksher.searchRule('size', 'user:jim,user:jim')).status).toBe(422);
});

test('options of a type come back as they were sent, whatever their letters and digits', async () => {
  await app.given.setting({ ...DECLARED, name: 'options', type: 'Enum["é",1e3,1.50,"b",0]' });

  expect((await app.heksher.setting('options')).body).toMatchObject({ type: 'Enum["b","é",0,1.50,1e3]' });
});

describe('a path', () => {
  test.each(['/API/v1/Settings/size', '/api/v1/settings/size/'])('a path may be written %s', async (path) => {
    expect((await app.heksher.get(path)).status).toBe(200);
  });

  test('names in a path are case-sensitive', async () => {
    expect((await app.heksher.setting('Size')).status).toBe(404);
  });
});

test('HEAD is answered as GET', async () => {
  expect((await app.heksher.send('HEAD', `${SETTINGS}/size`)).status).toBe(200);
});

describe('a request that is wrong in two ways', () => {
  test('a request with two filters and an unknown setting is refused for the filters', async () => {
    expect((await app.heksher.query({ settings: 'nobody', context_filters: 'user:*,user:*' })).status).toBe(400);
  });

  test('a request with an unknown feature and a version that is too low is refused for the feature', async () => {
    const body = { configurable_features: ['nobody'], version: '0.1' };

    expect((await app.heksher.setFeatures('size', body)).status).toBe(404);
  });
});
