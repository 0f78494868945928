import { beforeAll, expect, test } from '@jest/globals';
import { t, type ClientOptions } from '@heksher/client';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { givenClient } from './client.js';

const app = useApp();
const { heksher, given } = app;
const nobody = 'http://127.0.0.1:9'; // the discard service: nothing listens there

beforeAll(() => given.features('user'));

function givenSize(options: Partial<ClientOptions> = {}) {
  const client = givenClient({ url: heksher.url, ...options });
  const name = uniqueName('size');
  return { client, size: client.setting({ name, type: t.int(), configurableFeatures: ['user'], defaultValue: 50 }) };
}

test('a reload reads the settings at once', async () => {
  const { client, size } = givenSize({ stream: false, pollSeconds: 3600 });
  await client.start();
  await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 8 });
  const before = size.get({ user: 'jim' });
  await client.reload();

  expect([before, size.get({ user: 'jim' })]).toEqual([50, 8]);
});

test('a reload is refused before the start, and without a service', async () => {
  const { client, size } = givenSize({ url: nobody });
  await expect(client.reload()).rejects.toThrow('has not started');
  await client.start({ timeoutMs: 1 });

  await expect(client.reload()).rejects.toThrow('fetch failed');
  expect(size.get()).toBe(50);
});

test('a ping says whether the service is healthy', async () => {
  await expect(givenClient({ url: heksher.url }).ping()).resolves.toBeUndefined();
  await expect(givenClient({ url: `${heksher.url}/nowhere` }).ping()).rejects.toThrow('has answered 404');
  await expect(givenClient({ url: nobody }).ping()).rejects.toThrow('fetch failed');
});

test('the settings of all programs are listed, with all digits', async () => {
  const [name, alias] = [uniqueName('listed'), uniqueName('listed_before')];
  const declaration = `{"name":"${name}","type":"float","configurable_features":["user"],"default_value":1.50,"metadata":{"team":"shop"},"version":"1.1"`;
  await heksher.declare({ name: alias, type: 'float', configurable_features: ['user'], default_value: 1 });
  await heksher.post('/api/v1/settings/declare', `${declaration},"alias":"${alias}"}`);

  const listed = await givenClient({ url: heksher.url }).listSettings();

  expect(listed.find((one) => one.name === name)).toEqual({
    name,
    type: 'float',
    version: '1.1',
    configurableFeatures: ['user'],
    defaultValue: { text: '1.50' },
    metadata: { team: 'shop' },
    aliases: [alias],
  });
});

test('a client that may not declare reads the settings, also if it is strict', async () => {
  const { client, size } = givenSize({ declare: false, strict: true });
  await client.start();
  const { status } = await heksher.setting(size.name);

  expect([status, size.get(), client.status.source]).toEqual([404, 50, 'server']);
});
