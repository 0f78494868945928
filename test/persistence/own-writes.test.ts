import { expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const app = useApp();
const { heksher, given } = app;
const V1 = '/api/v1';

/** The rules of a setting, with what a client may compare. */
async function read(from: typeof heksher, setting: string): Promise<[string, string | null]> {
  const { text, headers } = await from.get(`${V1}/settings/${setting}/rules`);
  return [text, headers.get('etag')];
}

test('a service that has written rules answers what one that loads them does, to the last byte', async () => {
  const features = await given.features('region', 'plan', 'user');
  const setting = { name: 'limits', type: 'Mapping<float>', default_value: {}, configurable_features: features };
  await given.setting(setting);
  await read(heksher, 'limits'); // cached from now on
  const metadata = { b: 1, '10': 2, a: '1e2', long_key: 1.5, é: { z: 1, '9': [1.0] } };
  const add = (feature_values: object, value: string) =>
    heksher.post(
      `${V1}/rules`,
      `{"setting":"limits","feature_values":${JSON.stringify(feature_values)},"value":${value},"metadata":${JSON.stringify(metadata)}}`,
    );

  const first = (await add({ user: 'jim', region: 'é"\\\u0007' }, '{"b":1.0,"a":2,"10":1e2}')).body as {
    rule_id: number;
  };
  const second = (await add({ plan: 'free' }, '{}')).body as { rule_id: number };
  await heksher.post(`${V1}/rules/${second.rule_id}/metadata`, { metadata: { a: null, zz: 1 } });
  await heksher.setRuleValue(first.rule_id, { a: 1 });
  await add({ user: 'ann' }, '{"x":1E-3}');
  await heksher.deleteRule(second.rule_id);

  const own = await read(heksher, 'limits');
  expect(own).toEqual(await read(await app.replica(), 'limits'));
  const [{ wrong }] = (await app.database.sql<{ wrong: number }>(
    'select count(*)::int as wrong from rules where conditions_key <> heksher_conditions_key(id)',
  )) as [{ wrong: number }];
  expect(wrong).toBe(0);
});

test('a write that another service has overtaken is planned on what that has written', async () => {
  const other = await app.replica();
  const { name, configurable_features } = await given.setting();
  const [feature = ''] = configurable_features;
  await read(other, name);
  const rule = { setting: name, feature_values: { [feature]: 'jim' }, value: 1 };
  const id = await given.rule(rule);

  expect((await other.addRule(rule)).status).toBe(409);
  expect((await other.setRuleValue(id, 2)).status).toBe(204);
  expect((await heksher.deleteRule(id)).status).toBe(204);
  expect((await other.setRuleValue(id, 3)).status).toBe(404);
});
