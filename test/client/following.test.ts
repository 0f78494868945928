import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileStore, t, type HeksherClient, type Status } from '@heksher/client';
import { startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { givenClient } from './client.js';

const app = useApp();
const { heksher, given } = app;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heksher-client-'));
  await given.features('user', 'theme');
});
afterAll(() => rm(folder, { recursive: true }));

function sizeOf(client: HeksherClient, name = uniqueName('size')) {
  return client.setting({ name, type: t.int(), configurableFeatures: ['user', 'theme'], defaultValue: 50 });
}

const nobody = 'http://127.0.0.1:9'; // the discard service: nothing listens there

describe('declarations', () => {
  test('a client declares its settings at start, and reports what became of them', async () => {
    const reports: unknown[] = [];
    const client = givenClient({
      url: heksher.url,
      onDeclaration: ({ setting, outcome }) => reports.push([setting, outcome]),
    });
    const names = Array.from({ length: 20 }, () => sizeOf(client).name);
    await client.start();

    expect(reports).toHaveLength(20);
    expect(reports).toEqual(expect.arrayContaining(names.map((name) => [name, 'created'])));
    expect((await heksher.setting(names[0] as string)).body).toMatchObject({ type: 'int', default_value: 50 });
  });

  test('a setting whose declaration is refused is followed, and a missing one has its default', async () => {
    const { name } = await given.setting({ configurable_features: ['user'], default_value: 7 });
    const warnings: string[] = [];
    const client = givenClient({ url: heksher.url, log: (message) => warnings.push(message) });
    const size = sizeOf(client, name);
    const missing = client.setting({
      name: uniqueName('missing'),
      type: t.str(),
      configurableFeatures: ['no_feature'],
      defaultValue: 'a',
    });
    await client.start();

    expect([size.get(), missing.get()]).toEqual([7, 'a']);
    expect(warnings.sort()).toEqual([expect.stringContaining('404'), expect.stringContaining('mismatch')]);
  });

  test('a strict client does not start with a refused declaration', async () => {
    const { name } = await given.setting({ configurable_features: ['user'] });
    const client = givenClient({ url: heksher.url, strict: true });
    sizeOf(client, name);

    await expect(client.start()).rejects.toThrow(`${name} (mismatch)`);
  });
});

describe('following', () => {
  test('a client follows changes by the stream', async () => {
    const client = givenClient({ url: heksher.url });
    const size = sizeOf(client);
    const seen: unknown[] = [];
    size.onChange((now, before) => seen.push([before.get({ user: 'jim' }), now.get({ user: 'jim' })]));
    await client.start();
    const first = [size.get({ user: 'jim' }), size.evaluate().stale, client.status.mode];

    const id = await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 10 });
    await until(() => size.get({ user: 'jim' }) === 10, 'the rule');
    await heksher.deleteRule(id);
    await until(() => size.get({ user: 'jim' }) === 50, 'the default');

    expect(first).toEqual([50, false, 'stream']);
    expect(seen.slice(-2)).toEqual([
      [50, 10],
      [10, 50],
    ]);
  });

  test('a renamed setting is followed under the name that the program knows', async () => {
    const client = givenClient({ url: heksher.url });
    const size = sizeOf(client);
    await client.start();
    const name = uniqueName('renamed');
    await heksher.rename(size.name, { name, version: '1.1' });
    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 10 });
    await until(() => size.get({ user: 'jim' }) === 10, 'the rule');

    expect((await heksher.setting(size.name)).body).toMatchObject({ name });
  });

  test('a moved feature changes which rule wins', async () => {
    const [first, second] = (await given.features(uniqueName('first'), uniqueName('second'))) as [string, string];
    const client = givenClient({ url: heksher.url });
    const size = client.setting({
      name: uniqueName('size'),
      type: t.int(),
      configurableFeatures: [first, second],
      defaultValue: 50,
    });
    await client.start();
    await given.rule({ setting: size.name, feature_values: { [first]: 'a' }, value: 1 });
    await given.rule({ setting: size.name, feature_values: { [second]: 'a' }, value: 2 });
    await until(() => size.get({ [first]: 'a', [second]: 'a' }) === 2, 'the rule on the later feature');
    await heksher.moveFeature(first, { to_after: second });
    await until(() => size.get({ [first]: 'a', [second]: 'a' }) === 1, 'the other rule');

    expect(size.explain({ [first]: 'a', [second]: 'a' }).rules.map(({ outcome }) => outcome.kind)).toEqual([
      'won',
      'lost',
    ]);
  });

  test('a client reads only the rules that its contexts can match', async () => {
    const name = uniqueName('size');
    await given.setting({ name, configurable_features: ['user', 'theme'], default_value: 50 });
    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 1 });
    await given.rule({ setting: name, feature_values: { user: 'ann' }, value: 2 });
    await given.rule({ setting: name, feature_values: { theme: 'dark' }, value: 3 });
    const client = givenClient({ url: heksher.url, track: { user: ['jim', 'eve'] } });
    const size = sizeOf(client, name);
    await client.start();

    expect(size.explain().rules.map(({ conditions }) => conditions)).toEqual([{ user: 'jim' }]);
  });

  test('a client without a stream polls', async () => {
    const client = givenClient({ url: heksher.url, stream: false, pollSeconds: 0.05 });
    const size = sizeOf(client);
    await client.start();
    await given.rule({ setting: size.name, feature_values: { theme: 'dark' }, value: 10 });
    await until(() => size.get({ theme: 'dark' }) === 10, 'the rule');

    expect(client.status).toMatchObject({ source: 'server', mode: 'poll' });
  });

  test('contexts come from the call, the moment and the defaults, in this order', async () => {
    let moment: Record<string, string> = {};
    const client = givenClient({ url: heksher.url, defaults: { user: 'jim' }, contextFrom: () => moment });
    const size = sizeOf(client);
    await client.start();
    await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 1 });
    await given.rule({ setting: size.name, feature_values: { user: 'ann' }, value: 2 });
    await given.rule({ setting: size.name, feature_values: { user: 'eve' }, value: 3 });
    await until(() => size.get({ user: 'eve' }) === 3, 'the last rule');

    const byDefault = size.get();
    moment = { user: 'ann' };

    expect([byDefault, size.get(), size.get({ user: 'eve' })]).toEqual([1, 2, 3]);
  });

  test('a strict context must have all features', async () => {
    const client = givenClient({ url: nobody, strictContext: true, defaults: { user: 'jim' } });
    const size = sizeOf(client);

    expect(size.get({ theme: 'dark' })).toBe(50);
    expect(() => size.get({})).toThrow('lacks theme');
  });

  test('an int beyond 2^53 is exact as a bigint, and throws as a number', async () => {
    const name = uniqueName('long');
    const client = givenClient({ url: heksher.url });
    const exact = givenClient({ url: heksher.url });
    const asNumber = sizeOf(client, name);
    const asBigint = exact.setting({
      name,
      type: t.bigint(),
      configurableFeatures: ['user', 'theme'],
      defaultValue: 50n,
    });
    await client.start();
    await heksher.post('/api/v1/rules', `{"setting":"${name}","feature_values":{"user":"a"},"value":9007199254740993}`);
    await exact.start();
    await until(() => asNumber.explain({}).rules.length === 1, 'the rule');

    expect(asBigint.get({ user: 'a' })).toBe(9007199254740993n);
    expect(() => asNumber.get({ user: 'a' })).toThrow(RangeError);
    expect(asNumber.get({})).toBe(50);
  });
});

describe('a service that is away', () => {
  test('at start, settings have the values of the disk, and without any their defaults', async () => {
    const store = fileStore(join(folder, uniqueName('store')));
    const first = givenClient({ url: heksher.url, store });
    const { name } = sizeOf(first);
    await heksher.declare({ name, type: 'int', configurable_features: ['user', 'theme'], default_value: 50 });
    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 10 });
    await first.start();
    await first.close();

    const kept = givenClient({ url: nobody, store });
    const fresh = givenClient({ url: nobody, store: fileStore(join(folder, uniqueName('store'))) });
    const [size, other] = [sizeOf(kept, name), sizeOf(fresh, name)];
    await Promise.all([kept.start({ timeoutMs: 50 }), fresh.start({ timeoutMs: 50 })]);
    await until(() => kept.status.source === 'disk', 'the kept settings');

    expect(size.evaluate({ user: 'jim' })).toMatchObject({ value: 10, reason: 'rule', stale: true });
    expect(kept.status).toMatchObject({ source: 'disk', sequence: first.status.sequence, mode: 'down' });
    expect(other.evaluate({ user: 'jim' })).toEqual({ value: 50, reason: 'default', stale: true });
    expect(fresh.status).toEqual({ source: 'default', sequence: undefined, ageSeconds: undefined, mode: 'down' });
  });

  test('a store that fails is reported, and settings are read without it', async () => {
    const errors: unknown[] = [];
    const store = { load: () => Promise.reject(new Error('load')), save: () => Promise.reject(new Error('save')) };
    const client = givenClient({ url: heksher.url, store, onError: (error) => errors.push(String(error)) });
    sizeOf(client);
    await client.start();
    await client.close();

    expect(client.status.source).toBe('server');
    expect(errors).toEqual(['Error: load', 'Error: save']);
  });

  test('values stay while the service is away, and follow it once it is back', async () => {
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    const client = givenClient({ url: proxy.url });
    const size = sizeOf(client);
    const modes: Status['mode'][] = [];
    client.onStatus(({ mode }) => modes.push(mode));
    await client.start();
    await proxy.refuse();
    await until(() => client.status.mode === 'down', 'the loss');
    await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 10 });
    const away = size.evaluate({ user: 'jim' });
    await proxy.restore();
    await until(() => size.get({ user: 'jim' }) === 10, 'the rule');

    expect(away).toEqual({ value: 50, reason: 'default', stale: true });
    expect(modes).toEqual(expect.arrayContaining(['stream', 'down']));
    expect(modes.at(-1)).toBe('stream');
  });

  test('a client goes on with another instance, and with another database', async () => {
    const other = await startApp();
    app.onStop(() => other.stop());
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    const client = givenClient({ url: proxy.url });
    const size = sizeOf(client);
    await client.start();
    await other.given.features('user', 'theme');
    await other.given.setting({ name: size.name, configurable_features: ['user', 'theme'], default_value: 99 });

    proxy.switchTo((await app.replica()).url);
    await given.rule({ setting: size.name, feature_values: { user: 'jim' }, value: 10 });
    await until(() => size.get({ user: 'jim' }) === 10, 'the rule of the other instance');
    proxy.switchTo(other.heksher.url);
    await until(() => size.get({ user: 'jim' }) === 99, 'the default of the other database');
    await until(() => client.status.mode === 'stream', 'a stream of the other database');

    expect(client.status.source).toBe('server');
  });
});
