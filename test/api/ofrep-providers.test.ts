import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature, type Client as WebClient } from '@openfeature/web-sdk';
import { useApp } from '../support/app.js';
import { SERVER_SCENARIOS, WEB_SCENARIOS, flag } from '../support/openfeature-scenarios.js';
import { until } from '../support/until.js';
import { provideEventSource, type EventSources } from './ofrep-event-source.js';

const app = useApp();
const { heksher, given } = app;
beforeAll(async () => {
  await given.features('account', 'user', 'theme');
});

describe('the provider for servers', () => {
  const client = async () => OpenFeature.getClient();
  beforeAll(() => OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: heksher.url })));
  afterAll(() => OpenFeature.close());

  test.each(Object.entries(SERVER_SCENARIOS))('the provider for servers %s', (_title, play) =>
    play({ heksher, given, client }),
  );

  // The provider does not encode a key in its URL.
  test.each(['a/b c?d', 'nobody/'])('the provider for servers does not find the flag %j', async (key) => {
    const details = await (await client()).getStringDetails(key, 'mine');

    expect(details).toMatchObject({ value: 'mine', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
  });
});

describe('the provider for web pages', () => {
  let sources: EventSources | undefined;
  afterEach(async () => {
    await WebOpenFeature.close();
    sources?.remove();
    sources = undefined;
  });

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

  /** A page whose stream is open, as in a browser, which has EventSource. */
  async function openLivePage(context: Record<string, string>) {
    const provided = provideEventSource();
    sources = provided;
    const page = await openPage(context);
    await until(() => provided.made[0]?.readyState === 1, 'the stream of the page');
    return { ...page, sources: provided };
  }

  test.each(Object.entries(WEB_SCENARIOS))('the provider for web pages %s', (_title, play) =>
    play({
      heksher,
      given,
      openPage: async (context) => (await openPage(context)).client,
      openLivePage: async (context) => (await openLivePage(context)).client,
    }),
  );

  test('the provider for web pages fetches its flags once for each context', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { statuses } = await openPage({ targetingKey: 'x' });

    await WebOpenFeature.setContext({ targetingKey: 'x', user: 'guest' });
    await WebOpenFeature.setContext({ targetingKey: 'y' });

    expect(statuses).toEqual([200, 200, 200]);
  });

  test('the provider for web pages gives the default for a flag that the answer has an error for', async () => {
    const name = await flag(app, { type: 'int', default_value: 7 });

    const { client } = await openPage({}, `?settings=${name},nobody`);

    expect(client.getStringDetails('nobody', 'mine')).toMatchObject({ value: 'mine', errorCode: 'FLAG_NOT_FOUND' });
    expect(client.getNumberValue(name, 0)).toBe(7);
  });

  test('the provider for web pages keeps its flags if another context makes no difference', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const { client, statuses } = await openPage({ targetingKey: 'x' });

    await WebOpenFeature.setContext({ targetingKey: 'x', unknown: 'attribute' });

    expect(client.getNumberValue(name, 0)).toBe(50);
    expect(statuses).toEqual([200, 304]);
  });

  test('the provider for web pages has the values of its last fetch', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const { client } = await openPage({ targetingKey: 'x', user: 'guest' });

    await heksher.setRuleValue(id, 11);
    const before = client.getNumberValue(name, 0);
    await WebOpenFeature.setContext({ targetingKey: 'x', user: 'guest', again: 'yes' });
    const after = client.getNumberValue(name, 0);

    expect([before, after]).toEqual([10, 11]);
  });

  test('the provider for web pages fetches its flags again after a change, and then only what has changed', async () => {
    const name = await flag(app, { type: 'int', default_value: 50 });
    const id = await given.rule({ setting: name, feature_values: { user: 'guest' }, value: 10 });
    const page = await openLivePage({ targetingKey: 'x', user: 'guest' });

    await heksher.setRuleValue(id, 11);
    await until(() => page.statuses.length > 1, 'the second request');
    await given.rule({ setting: name, feature_values: { user: 'admin' }, value: 12 });
    await until(() => page.statuses.length > 2, 'the third request');

    expect(page.statuses).toEqual([200, 200, 304]);
    expect(page.client.getNumberValue(name, 0)).toBe(11);
    expect(page.sources.made.map(({ url }) => url)).toEqual([`${heksher.url}/ofrep/v1/stream`]);
  });

  test('the provider for web pages closes the stream when it is closed', async () => {
    const page = await openLivePage({});

    await WebOpenFeature.close();

    expect(page.sources.made.map(({ readyState }) => readyState)).toEqual([2]);
  });
});
