import { expect, test } from '@jest/globals';
import { t } from '@heksher/client';
import { useApp } from '../support/app.js';
import { givenClient } from './client.js';

const app = useApp();

test('the service knows which rules have won in a client, and that these are all', async () => {
  await app.given.features('user');
  const { name } = await app.given.setting({ name: 'size', configurable_features: ['user'], default_value: 50 });
  const rule = await app.given.rule({ setting: name, feature_values: { user: 'jim' }, value: 10 });
  const client = givenClient({ url: app.heksher.url, program: 'shop/1.4.2' });
  const size = client.setting({ name, type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
  await client.start();
  const before = await app.heksher.get(`/api/v1/usage/rules?setting=${name}`);
  for (const user of ['jim', 'jim', 'ann']) size.get({ user });
  await client.close();

  const after = await app.heksher.get(`/api/v1/usage/rules?setting=${name}`);
  const uses = await app.heksher.get(`/api/v1/usage?setting=${name}&client=shop/1.4.2`);
  expect(before.body).toMatchObject({ rules: [{ rule_id: rule, wins: 0, complete: false }] });
  expect(after.body).toMatchObject({ rules: [{ rule_id: rule, wins: 2, complete: true }] });
  expect(uses.body).toMatchObject({ usage: [{ kind: 'declare' }, { kind: 'get', hits: 3 }, { kind: 'query' }] });
});
