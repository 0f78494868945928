import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature, type Client } from '@openfeature/server-sdk';
import {
  OpenFeature as WebOpenFeature,
  ProviderEvents,
  type Client as WebClient,
  type EventDetails,
} from '@openfeature/web-sdk';
import { useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { until } from '../support/until.js';
import { provideEventSource, type EventSources } from './ofrep-event-source.js';

const app = useApp();
const { heksher, given } = app;
beforeAll(async () => {
  await given.features('account', 'user', 'theme');
});

/** A setting that is configurable by account, user and theme. */
async function flag(attributes: { type: string; default_value: unknown; name?: string }): Promise<string> {
  const setting = await given.setting({ configurable_features: ['account', 'user', 'theme'], ...attributes });
  return setting.name;
}

describe('the provider for servers', () => {
  let client: Client;
  beforeAll(async () => {
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: heksher.url }));
    client = OpenFeature.getClient();
  });
  afterAll(() => OpenFeature.close());

  test('the provider for servers gives the value and the id of the winning rule', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest', theme: 'dark' }, value: 20 });

    const details = await client.getNumberDetails(name, 0, { targetingKey: 'x', user: 'guest', theme: 'dark' });

    expect(details).toEqual({
      flagKey: name,
      value: 20,
      reason: 'TARGETING_MATCH',
      variant: `rule:${id}`,
      flagMetadata: {
        'heksher.version': '1.0',
        'heksher.type': 'int',
        'heksher.ruleId': id,
        'heksher.matched': 'user=guest,theme=dark',
      },
    });
  });

  test('the provider for servers evaluates each time in the current context', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    await given.rule({ setting: name, feature_values: { account: '5' }, value: 5 });
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });

    const values = [
      await client.getNumberValue(name, 0),
      await client.getNumberValue(name, 0, { account: 5 }),
      await client.getNumberValue(name, 0, { account: 5, user: 'guest' }),
      await client.getNumberValue(name, 0, { user: 'jim', since: new Date(0), groups: ['a'], nested: { a: 1 } }),
    ];

    expect(values).toEqual([50, 5, 10, 50]);
  });

  test('the provider for servers reads every type of a setting', async () => {
    const values = [
      await client.getNumberValue(await flag({ type: 'int', default_value: 7 }), 0),
      await client.getNumberValue(await flag({ type: 'float', default_value: 1.5 }), 0),
      await client.getNumberValue(await flag({ type: 'float', default_value: 2 }), 0),
      await client.getStringValue(await flag({ type: 'str', default_value: 'é😀' }), ''),
      await client.getBooleanValue(await flag({ type: 'bool', default_value: true }), false),
      await client.getBooleanValue(await flag({ type: 'bool', default_value: false }), true),
      await client.getStringValue(await flag({ type: 'Enum["a","b"]', default_value: 'b' }), ''),
      await client.getObjectValue(await flag({ type: 'Flags[1,2]', default_value: [2, 1] }), []),
      await client.getObjectValue(await flag({ type: 'Sequence<str>', default_value: ['x'] }), []),
      await client.getObjectValue(await flag({ type: 'Mapping<int>', default_value: { a: 1 } }), {}),
    ];

    expect(values).toEqual([7, 1.5, 2, 'é😀', true, false, 'b', [2, 1], ['x'], { a: 1 }]);
  });

  test('the provider for servers finds a flag by its former name', async () => {
    const name = await flag({ type: 'str', default_value: 'here' });
    await heksher.rename(name, { name: uniqueName('renamed'), version: '1.1' });

    expect(await client.getStringValue(name, '')).toBe('here');
  });

  test.each(['nobody', 'a/b c?d', 'a b', 'é', 'nobody/'])(
    'the provider for servers does not find the flag %j',
    async (key) => {
      const details = await client.getStringDetails(key, 'mine');

      expect(details).toMatchObject({ value: 'mine', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    },
  );

  test('the provider for servers gives the program’s default if a flag has another type', async () => {
    const name = await flag({ type: 'int', default_value: 7 });

    const details = await client.getStringDetails(name, 'mine');

    expect(details).toMatchObject({ value: 'mine', reason: 'ERROR', errorCode: 'TYPE_MISMATCH' });
  });
});

describe('the provider for web pages', () => {
  afterEach(() => WebOpenFeature.close());

  /** A client of a page with a context, and the statuses that its provider has received. */
  async function openPage(
    context: Record<string, string>,
    query = '',
  ): Promise<{ client: WebClient; statuses: number[] }> {
    const statuses: number[] = [];
    const fetchImplementation: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      const response = await fetch(new Request(request.url + query, request));
      statuses.push(response.status);
      return response;
    };
    await WebOpenFeature.setContext(context);
    await WebOpenFeature.setProviderAndWait(
      new OFREPWebProvider({ baseUrl: heksher.url, cacheMode: 'disabled', fetchImplementation }),
    );
    return { client: WebOpenFeature.getClient(), statuses };
  }

  test('the provider for web pages has every flag in the context of the page, under each of its names', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const current = uniqueName('renamed');
    await heksher.rename(name, { name: current, version: '1.1' });

    const { client, statuses } = await openPage({ targetingKey: 'x', user: 'guest' });

    expect(client.getNumberDetails(current, 0)).toMatchObject({
      value: 10,
      reason: 'TARGETING_MATCH',
      variant: `rule:${id}`,
      flagMetadata: { 'heksher.ruleId': id, 'heksher.matched': 'user=guest' },
    });
    expect(client.getNumberValue(name, 0)).toBe(10);
    expect(statuses).toEqual([200]);
  });

  test('the provider for web pages reads every type of a setting', async () => {
    const names = {
      int: await flag({ type: 'int', default_value: 7 }),
      float: await flag({ type: 'float', default_value: 2 }),
      str: await flag({ type: 'str', default_value: '' }),
      bool: await flag({ type: 'bool', default_value: false }),
      enum: await flag({ type: 'Enum["a","b"]', default_value: 'b' }),
      flags: await flag({ type: 'Flags["a","b"]', default_value: ['b'] }),
      sequence: await flag({ type: 'Sequence<int>', default_value: [] }),
      mapping: await flag({ type: 'Mapping<int>', default_value: { a: 1 } }),
    };

    const { client } = await openPage({});

    expect(client.getNumberValue(names.int, 0)).toBe(7);
    expect(client.getNumberValue(names.float, 0)).toBe(2);
    expect(client.getStringValue(names.str, 'mine')).toBe('');
    expect(client.getBooleanValue(names.bool, true)).toBe(false);
    expect(client.getStringValue(names.enum, '')).toBe('b');
    expect(client.getObjectValue(names.flags, [])).toEqual(['b']);
    expect(client.getObjectValue(names.sequence, ['mine'])).toEqual([]);
    expect(client.getObjectValue(names.mapping, {})).toEqual({ a: 1 });
  });

  test('the provider for web pages follows a change of the page’s context, with or without a new targeting key', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { client, statuses } = await openPage({ targetingKey: 'x' });
    const seen = [client.getNumberValue(name, 0)];

    await WebOpenFeature.setContext({ targetingKey: 'x', user: 'guest' });
    seen.push(client.getNumberValue(name, 0));
    await WebOpenFeature.setContext({ targetingKey: 'y' });
    seen.push(client.getNumberValue(name, 0));

    expect(seen).toEqual([50, 10, 50]);
    expect(statuses).toEqual([200, 200, 200]);
  });

  test('the provider for web pages keeps its flags if another context makes no difference', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    const { client, statuses } = await openPage({ targetingKey: 'x' });

    await WebOpenFeature.setContext({ targetingKey: 'x', unknown: 'attribute' });

    expect(client.getNumberValue(name, 0)).toBe(50);
    expect(statuses).toEqual([200, 304]);
  });

  test('the provider for web pages has the values of its last fetch', async () => {
    const name = await flag({ type: 'int', default_value: 50 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { client } = await openPage({ targetingKey: 'x', user: 'guest' });

    await heksher.setRuleValue(id, 11);
    const before = client.getNumberValue(name, 0);
    await WebOpenFeature.setContext({ targetingKey: 'x', user: 'guest', again: 'yes' });
    const after = client.getNumberValue(name, 0);

    expect([before, after]).toEqual([10, 11]);
  });

  test('the provider for web pages gives the default for an unknown flag and for one of another type', async () => {
    const name = await flag({ type: 'int', default_value: 7 });

    const { client } = await openPage({}, `?settings=${name},nobody`);

    expect(client.getStringDetails('nobody', 'mine')).toMatchObject({ value: 'mine', errorCode: 'FLAG_NOT_FOUND' });
    expect(client.getStringDetails(name, 'mine')).toMatchObject({ value: 'mine', errorCode: 'TYPE_MISMATCH' });
    expect(client.getNumberValue(name, 0)).toBe(7);
  });

  describe('in a browser, which has EventSource,', () => {
    let sources: EventSources;
    beforeEach(() => {
      sources = provideEventSource();
    });
    afterEach(() => sources.remove());

    /** A page whose stream is open. */
    async function openLivePage(context: Record<string, string>) {
      const page = await openPage(context);
      await until(() => sources.made[0]?.readyState === 1, 'the stream of the page');
      return page;
    }

    test('the provider for web pages in a browser, which has EventSource, learns of a changed rule, and fetches its flags again', async () => {
      const name = await flag({ type: 'int', default_value: 50 });
      const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
      const { client, statuses } = await openLivePage({ targetingKey: 'x', user: 'guest' });
      const before = client.getNumberValue(name, 0);
      const changed = new Promise<EventDetails | undefined>((resolve) =>
        client.addHandler(ProviderEvents.ConfigurationChanged, resolve),
      );

      await heksher.setRuleValue(id, 11);

      expect(await changed).toMatchObject({ flagsChanged: [name] });
      expect([before, client.getNumberValue(name, 0)]).toEqual([10, 11]);
      expect(statuses).toEqual([200, 200]);
      expect(sources.made.map(({ url }) => url)).toEqual([`${heksher.url}/ofrep/v1/stream`]);
    });

    test('the provider for web pages in a browser, which has EventSource, learns of a change that makes no difference to it, and keeps its flags', async () => {
      const name = await flag({ type: 'int', default_value: 50 });
      await given.rule({ setting: name, feature_values: { user: 'jim' }, value: 5 });
      const { client, statuses } = await openLivePage({ targetingKey: 'x', user: 'guest' });

      await given.rule({ setting: name, feature_values: { user: 'admin' }, value: 10 });
      await until(() => statuses.length > 1, 'the second request');

      expect(statuses).toEqual([200, 304]);
      expect(client.getNumberValue(name, 0)).toBe(50);
    });

    test('the provider for web pages in a browser, which has EventSource, closes the stream when it is closed', async () => {
      await openLivePage({});

      await WebOpenFeature.close();

      expect(sources.made.map(({ readyState }) => readyState)).toEqual([2]);
    });
  });
});
