import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OpenFeature, ProviderEvents, type EvaluationContext, type Provider } from '@openfeature/server-sdk';
import {
  OpenFeature as WebOpenFeature,
  ProviderEvents as WebProviderEvents,
  type Provider as WebProvider,
} from '@openfeature/web-sdk';
import { t, type ClientOptions, type HeksherClient, type Store } from '@heksher/client';
import { HeksherProvider, HeksherWebProvider, type ProviderOptions } from '@heksher/client/openfeature';
import { useApp, type TestApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { SERVER_SCENARIOS, WEB_SCENARIOS, flag } from '../support/openfeature-scenarios.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { givenClient } from './client.js';

const app = useApp();
const { heksher, given } = app;
beforeAll(() => given.features('account', 'user', 'theme'));
afterEach(async () => {
  await OpenFeature.clearProviders();
  await WebOpenFeature.clearProviders();
});

const nobody = 'http://127.0.0.1:9'; // the discard service: nothing listens there

/** Waits until a client knows of all changes of a service. */
async function caughtUp(client: HeksherClient, { heksher: service }: Pick<TestApp, 'heksher'> = app): Promise<void> {
  const { sequence } = (await service.get('/api/v1/revision')).body as { sequence: number };
  await until(() => (client.status.sequence ?? 0) >= sequence, 'the latest change');
}

/** A provider for servers that is in use, and its client. */
async function openServer(options: Partial<ClientOptions> = {}, providerOptions: ProviderOptions = {}) {
  const client = givenClient({ url: heksher.url, ...options });
  const provider: Provider = new HeksherProvider({ client, ...providerOptions });
  await OpenFeature.setProviderAndWait(provider);
  return { client, features: OpenFeature.getClient() };
}

/** A page in a context, and its client. */
async function openPage(context: EvaluationContext, options: Partial<ClientOptions> = {}) {
  const client = givenClient({ url: heksher.url, ...options });
  const provider: WebProvider = new HeksherWebProvider({ client });
  await WebOpenFeature.setContext(context);
  await WebOpenFeature.setProviderAndWait(provider);
  return { client, features: WebOpenFeature.getClient() };
}

describe('the provider for servers', () => {
  test.each(Object.entries(SERVER_SCENARIOS))('the provider for servers %s', async (_title, play) => {
    const { client, features } = await openServer();
    await play({
      heksher,
      given,
      client: async () => {
        await caughtUp(client);
        return features;
      },
    });
  });

  test('the provider makes a client from its options, and ends it', async () => {
    const name = await flag(app, { type: 'int', default_value: 7 });
    const requests: string[] = [];
    const counting: typeof fetch = (url, init) => {
      requests.push(new URL(String(url)).pathname);
      return fetch(url, init);
    };
    const provider = new HeksherProvider({ url: heksher.url, stream: false, fetch: counting });

    await OpenFeature.setProviderAndWait(provider);
    const value = await OpenFeature.getClient().getNumberValue(name, 0);
    await OpenFeature.clearProviders();
    await OpenFeature.setProviderAndWait(provider);
    const again = await OpenFeature.getClient().getNumberValue(name, 0);

    expect([value, again]).toEqual([7, 7]);
    expect(requests).toEqual(['/api/v1/snapshot', '/api/v1/usage', '/api/v1/snapshot']);
  });

  test('the provider shares a client with settings that the program declares', async () => {
    const client = givenClient({ url: heksher.url, defaults: { user: 'guest' } });
    const name = uniqueName('size');
    const size = client.setting({ name, type: t.int(), configurableFeatures: ['user'], defaultValue: 50 });
    await OpenFeature.setProviderAndWait(new HeksherProvider({ client }));
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    await caughtUp(client);

    expect([size.get(), size.get({ user: 'jim' })]).toEqual([10, 50]);
    expect(await OpenFeature.getClient().getNumberValue(name, 0)).toBe(10);
    expect(await OpenFeature.getClient().getNumberValue(name, 0, { user: 'jim' })).toBe(50);
    expect(() => new HeksherProvider({ client })).toThrow('after the client has started');
  });

  test('the provider reads only the flags that it is to have', async () => {
    const name = await flag(app, { type: 'int', default_value: 7 });
    const alias = uniqueName('other-name');
    await heksher.addAlias(name, alias);
    const other = await flag(app, { type: 'int', default_value: 8 });
    const missing = uniqueName('missing');

    const { features } = await openServer({}, { flags: [alias, missing] });

    expect(await features.getNumberValue(alias, 0)).toBe(7);
    for (const key of [name, other, missing]) {
      expect(await features.getNumberDetails(key, 1)).toMatchObject({ value: 1, errorCode: 'FLAG_NOT_FOUND' });
    }
    expect(() => new HeksherProvider({ url: heksher.url, flags: ['a b'] })).toThrow('is not a setting name');
  });

  test('the provider tells which flags have changed, under all of their names', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const { client, features } = await openServer();
    const changed: unknown[] = [];
    features.addHandler(ProviderEvents.ConfigurationChanged, (details) => changed.push(details?.flagsChanged));
    const alias = uniqueName('z-alias');

    await heksher.addAlias(name, alias);
    await caughtUp(client);
    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 10 });
    await caughtUp(client);
    await given.feature(uniqueName('unused'));
    await heksher.setRuleValue(await given.rule({ setting: name, feature_values: { user: 'eve' }, value: 1 }), 2);
    await caughtUp(client);
    await heksher.deleteSetting(name);
    await caughtUp(client);

    expect(changed[0]).toEqual([alias]);
    expect(changed.length).toBeGreaterThanOrEqual(4);
    for (const flags of changed.slice(1)) expect(flags).toEqual([name, alias].sort());
    expect(await features.getNumberDetails(name, 1)).toMatchObject({ value: 1, errorCode: 'FLAG_NOT_FOUND' });
  });

  test('the value of a flag cannot be changed by who gets it', async () => {
    const name = await flag(app, { type: 'Mapping<Sequence<int>>', default_value: { a: [1] } });
    const { features } = await openServer();
    const value = (await features.getObjectValue(name, {})) as unknown as { a: number[] };

    expect(() => value.a.push(2)).toThrow(TypeError);
    expect(await features.getObjectValue(name, {})).toEqual({ a: [1] });
  });

  test('a handler that fails does not keep others from hearing an event', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const client = givenClient({ url: heksher.url });
    const provider = new HeksherProvider({ client });
    const logged: unknown[] = [];
    const log = (...words: unknown[]) => logged.push(words[0]);
    provider.events.setLogger({ error: log, warn: log, info: log, debug: log });
    const heard: unknown[] = [];
    const fail = () => {
      throw new Error('a handler');
    };
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, fail);
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, (details) => heard.push(details));
    await OpenFeature.setProviderAndWait(provider);

    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 10 });
    await until(() => heard.length > 0, 'the event');

    expect(heard).toEqual([{ flagsChanged: [name] }]);
    expect(logged).toEqual(['a handler of an event has failed']);
  });
});

describe('a service that is away', () => {
  test('at first, the provider is in error, and every flag has the default of the program', async () => {
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    await proxy.refuse();
    const name = await flag(app, { type: 'int', default_value: 7 });
    const client = givenClient({ url: proxy.url });
    const features = OpenFeature.getClient();

    await expect(OpenFeature.setProviderAndWait(new HeksherProvider({ client, timeoutMs: 300 }))).rejects.toThrow(
      'could not be read within 0.3 s: fetch failed',
    );
    const away = [features.providerStatus, await features.getNumberDetails(name, 1)];
    await proxy.restore();
    await until(() => features.providerStatus === 'READY', 'the service');

    expect(away).toEqual(['ERROR', expect.objectContaining({ value: 1, errorCode: 'PROVIDER_NOT_READY' })]);
    expect(await features.getNumberValue(name, 1)).toBe(7);
  });

  test('later, flags keep their values, with the reason STALE', async () => {
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    const name = await flag(app, { type: 'int', default_value: 7 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { features } = await openServer({ url: proxy.url });
    const before = await features.getNumberDetails(name, 1, { user: 'guest' });
    const events: string[] = [];
    features.addHandler(ProviderEvents.Stale, () => events.push('stale'));
    features.addHandler(ProviderEvents.ConfigurationChanged, () => events.push('changed'));

    await proxy.refuse();
    await until(() => features.providerStatus === 'STALE', 'the loss');
    await heksher.setRuleValue(id, 11);
    const away = await features.getNumberDetails(name, 1, { user: 'guest' });
    await proxy.restore();
    await until(() => events.includes('changed'), 'the new value');
    await until(() => features.providerStatus === 'READY', 'the service');

    expect(away).toEqual({ ...before, reason: 'STALE' });
    expect(events[0]).toBe('stale');
    expect(await features.getNumberDetails(name, 1, { user: 'guest' })).toEqual({ ...before, value: 11 });
  });

  test('after a start without the service, flags have the values of the store, and the provider is stale', async () => {
    const name = await flag(app, { type: 'int', default_value: 7 });
    const alias = uniqueName('kept-alias');
    await heksher.addAlias(name, alias);
    let kept: string | undefined;
    const store: Store = {
      load: async () => kept,
      save: async (text) => void (kept = text),
    };
    const { client } = await openServer({ store });
    await client.close();
    await OpenFeature.clearProviders();

    const { features } = await openServer({ url: nobody, store }, { timeoutMs: 500 });
    await until(() => features.providerStatus === 'STALE', 'the state');

    expect(await features.getNumberDetails(alias, 1)).toMatchObject({ value: 7, reason: 'STALE', variant: 'default' });
  });

  test('a page stays stale when its context changes', async () => {
    const proxy = await TcpProxy.to(heksher.url);
    app.onStop(() => proxy.close());
    const name = await flag(app, { type: 'int', default_value: 7 });
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { features } = await openPage({ user: 'jim' }, { url: proxy.url });
    await proxy.refuse();
    await until(() => features.providerStatus === 'STALE', 'the loss');

    await WebOpenFeature.setContext({ user: 'guest' });
    await until(() => features.providerStatus === 'STALE', 'the state after the change');

    expect(features.getNumberDetails(name, 1)).toMatchObject({ value: 10, reason: 'STALE' });
  });
});

describe('the provider for web pages', () => {
  test.each(Object.entries(WEB_SCENARIOS))('the provider for web pages %s', async (_title, play) => {
    const open = async (context: EvaluationContext) => (await openPage(context)).features;
    await play({ heksher, given, openPage: open, openLivePage: open });
  });

  test('a page hears only of changes that make a difference to it', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const other = await flag(app, { type: 'int', default_value: 50 });
    const { client, features } = await openPage({ user: 'guest' });
    const changed: unknown[] = [];
    features.addHandler(WebProviderEvents.ConfigurationChanged, (details) => changed.push(details?.flagsChanged));

    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    await caughtUp(client);
    await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 11 });
    await caughtUp(client);
    await WebOpenFeature.setContext({ user: 'jim' });
    await given.rule({ setting: other, feature_values: { user: 'jim' }, value: 11 });
    await caughtUp(client);

    expect(changed).toEqual([[name], [other]]);
    expect(features.getNumberValue(name, 0)).toBe(11);
  });
});

const FEATURES = ['account', 'user', 'theme'] as const;
const attributes = fc.oneof(
  fc.constantFrom<unknown>('a', 'b', '1', 'true', '1970-01-01T00:00:00.000Z', '1.5'),
  fc.constantFrom<unknown>(1, 1.5, -0, 1e21, Number.NaN, Infinity, true, false, null),
  fc.constantFrom<unknown>(new Date(0), new Date(Number.NaN), undefined, ['a'], { a: 1 }, 'a\u0000b', '\ud800'),
);
const contexts = fc.dictionary(fc.constantFrom(...FEATURES, 'targetingKey', 'other'), attributes, {
  noNullPrototype: true,
}) as fc.Arbitrary<EvaluationContext>;
const ruleValues = fc.constantFrom('a', 'b', '1', 'true', '1.5', '1e+21', '0');
const conditions = fc
  .dictionary(fc.constantFrom(...FEATURES), ruleValues, { noNullPrototype: true, maxKeys: 3 })
  .filter((one) => Object.keys(one).length > 0);
const types = fc.constantFrom(
  { type: 'int', values: ['0', '-7', '9007199254740993', '1'] },
  { type: 'float', values: ['1', '-0', '1.50', '1e3', '12345678901234567890'] },
  { type: 'str', values: ['""', '"é😀"', '"a b"', '"1"'] },
  { type: 'bool', values: ['true', 'false'] },
  { type: 'Enum["a",1,true]', values: ['"a"', '1', 'true'] },
  { type: 'Flags["a","b"]', values: ['[]', '["b","a"]'] },
  { type: 'Sequence<float>', values: ['[]', '[1.0,2]'] },
  { type: 'Mapping<Sequence<int>>', values: ['{}', '{"b":[1],"a":[],"__proto__":[2]}'] },
);
const flags = types.chain(({ type, values }) =>
  fc.record({
    type: fc.constant(type),
    defaultValue: fc.constantFrom(...values),
    features: fc.subarray([...FEATURES], { minLength: 1 }),
    version: fc.constantFrom('1.0', '2.13'),
    rules: fc.uniqueArray(fc.record({ when: conditions, value: fc.constantFrom(...values) }), {
      maxLength: 6,
      selector: ({ when }) => JSON.stringify(Object.entries(when).sort()),
    }),
    contexts: fc.array(contexts, { minLength: 1, maxLength: 4 }),
  }),
);
type RandomFlag = typeof flags extends fc.Arbitrary<infer Flag> ? Flag : never;

/** Creates the setting and the rules of a flag. */
async function create({ heksher: service }: Pick<TestApp, 'heksher'>, name: string, one: RandomFlag): Promise<void> {
  const { type, defaultValue, features, version, rules } = one;
  const head = JSON.stringify({ name, type, configurable_features: features, version: '1.0' });
  const answers = [
    await service.post('/api/v1/settings/declare', `${head.slice(0, -1)},"default_value":${defaultValue}}`),
  ];
  if (version !== '1.0') answers.push(await service.rename(name, { name: `${name}_now`, version }));
  const fitting = rules.filter(({ when }) =>
    Object.keys(when).every((feature) => features.includes(feature as 'user')),
  );
  for (const { when, value } of fitting) {
    const rule = JSON.stringify({ setting: name, feature_values: when });
    answers.push(await service.post('/api/v1/rules', `${rule.slice(0, -1)},"value":${value}}`));
  }
  expect(answers.map(({ status, text }) => (status < 300 ? '' : text)).join('')).toBe('');
}

const KINDS = { boolean: false, string: '', number: 0, object: {} };

describe.each([
  ['as usual', {}, { targetingKeyFeature: undefined, areReasonsStrict: false }],
  [
    'with a feature for the targeting key, and strict reasons',
    { targetingKeyFeature: 'user', strictReasons: true },
    { targetingKeyFeature: 'user', areReasonsStrict: true },
  ],
])('%s', (_title, options: ProviderOptions, ofrep) => {
  const world = useApp({ ofrep: { ...ofrep, areStreamsOffered: true } });
  beforeAll(() => world.given.features(...FEATURES));

  /** Expects the details of providers to be those of OFREP. */
  async function compare(
    name: string,
    context: EvaluationContext,
    providers: (HeksherProvider | HeksherWebProvider)[],
  ) {
    const { status, body } = await world.heksher.post(`/ofrep/v1/evaluate/flags/${name}`, { context });
    const { key, value, metadata, ...rest } = body as Record<string, unknown>;
    const kind = typeof value as keyof typeof KINDS;

    expect([status, key]).toEqual([200, name]);
    for (const provider of providers) {
      expect(await resolve(provider, kind, name, context)).toEqual({ value, flagMetadata: metadata, ...rest });
    }
  }

  test('the details of every flag are those that OFREP has', async () => {
    const client = givenClient({ url: world.heksher.url });
    const server = new HeksherProvider({ client, ...options });
    const page = new HeksherWebProvider({ client, ...options });
    await Promise.all([server.initialize(), page.initialize()]);
    await fc.assert(
      fc.asyncProperty(fc.array(flags, { minLength: 1, maxLength: 10 }), async (several) => {
        const named = several.map((one) => ({ name: uniqueName('flag'), ...one }));
        for (const { name, ...one } of named) await create(world, name, one);
        await caughtUp(client, world);
        for (const { name, contexts: asked } of named) {
          for (const context of asked) await compare(name, context, [server, page]);
        }
      }),
      { numRuns: 10 },
    );
  });
});

/** What a provider resolves without an SDK around it. */
function resolve(
  provider: HeksherProvider | HeksherWebProvider,
  kind: keyof typeof KINDS,
  key: string,
  context: EvaluationContext,
) {
  if (kind === 'boolean') return provider.resolveBooleanEvaluation(key, KINDS.boolean, context);
  if (kind === 'string') return provider.resolveStringEvaluation(key, KINDS.string, context);
  if (kind === 'number') return provider.resolveNumberEvaluation(key, KINDS.number, context);
  return provider.resolveObjectEvaluation(key, KINDS.object, context);
}
