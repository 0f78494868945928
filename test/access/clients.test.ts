import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { useApp } from '../support/app.js';
import type { Answer } from '../support/heksher.js';
import { until } from '../support/until.js';
import { provideEventSource, type EventSources } from '../api/ofrep-event-source.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const app = useApp({ access: accessOn(), logLevel: 'info' }); // repeated requests are answered from memory
const ADMIN = { Authorization: `Bearer ${ADMIN_TOKEN}` };
const DECLARATION = {
  name: 'cache_size',
  configurable_features: ['user'],
  type: 'int',
  default_value: 1,
  metadata: {},
  alias: null,
  version: '1.0',
};
/** As heksher-py asks: every separator encoded, a content type without content. */
const QUERY = '/api/v1/query?settings=cache_size&context_filters=user%3A%2A&include_metadata=false';

let service = '';
let editor = '';
async function createToken(role: string): Promise<string> {
  const { body } = await app.heksher.send('POST', '/api/v1/tokens', { name: role, role }, ADMIN);
  return (body as { token: string }).token;
}
beforeAll(async () => {
  service = await createToken('service');
  editor = await createToken('editor');
  await app.heksher.send('POST', '/api/v1/context_features', { context_feature: 'user' }, ADMIN);
  await app.heksher.send('POST', '/api/v1/settings/declare', DECLARATION, ADMIN);
});

const WAYS: [string, (token: string) => Record<string, string>][] = [
  ['Authorization with Bearer', (token) => ({ Authorization: `Bearer ${token}` })],
  ['Authorization alone', (token) => ({ Authorization: token })],
  ['X-API-Key', (token) => ({ 'X-API-Key': token })],
  ['apitoken', (token) => ({ apitoken: token })],
  ['api_token', (token) => ({ api_token: token })],
];

describe.each(WAYS)('with a token in %s', (_, headersOf) => {
  const send = (token: string, method: string, path: string, body?: unknown): Promise<Answer> =>
    app.heksher.send(method, path, body, headersOf(token));

  test('heksher-py starts, declares and reads, also from memory', async () => {
    const features = await send(service, 'GET', '/api/v1/context_features');
    const declared = await send(service, 'POST', '/api/v1/settings/declare', DECLARATION);
    const again = await send(service, 'POST', '/api/v1/settings/declare', DECLARATION);
    const first = await send(service, 'GET', QUERY);
    const unchanged = await app.heksher.send('GET', QUERY, undefined, {
      ...headersOf(service),
      'If-None-Match': first.headers.get('etag') ?? '',
    });

    expect([features, declared, again, first, unchanged].map(({ status }) => status)).toEqual([
      200, 200, 200, 200, 304,
    ]);
  });

  test('hekshermgmt lists settings, and adds, changes and deletes a rule', async () => {
    const list = await send(editor, 'GET', '/api/v1/settings?include_additional_data=true');
    const added = await send(editor, 'POST', '/api/v1/rules', {
      setting: 'cache_size',
      feature_values: { user: 'jim' },
      value: 2,
      metadata: { added_by: 'jim' },
    });
    const { rule_id } = added.body as { rule_id: number };
    const changed = await send(editor, 'PUT', `/api/v1/rules/${rule_id}/value`, { value: 3 });
    const removed = await send(editor, 'DELETE', `/api/v1/rules/${rule_id}`);

    expect([list, added, changed, removed].map(({ status }) => status)).toEqual([200, 201, 204, 204]);
  });
});

describe('the web provider of OpenFeature', () => {
  let sources: EventSources;
  beforeAll(() => {
    sources = provideEventSource();
  });
  afterAll(async () => {
    await OpenFeature.close();
    sources.remove();
  });

  test('opens its stream with a ticket, and reads flags again when one changes', async () => {
    const headers: [string, string][] = [['Authorization', `Bearer ${service}`]];
    const provider = new OFREPWebProvider({ baseUrl: app.heksher.url, headers, pollInterval: 0 });
    await OpenFeature.setProviderAndWait(provider, { targetingKey: 'x', user: 'jane' });
    const client = OpenFeature.getClient();
    const before = client.getNumberValue('cache_size', 0);
    await until(() => sources.made.some(({ readyState }) => readyState === 1), 'the stream to open');
    const changed = new Promise((resolve) => client.addHandler(ProviderEvents.ConfigurationChanged, resolve));

    const rule = { setting: 'cache_size', feature_values: { user: 'jane' }, value: 7 };
    await app.heksher.send('POST', '/api/v1/rules', rule, ADMIN);
    await changed;

    expect([before, client.getNumberValue('cache_size', 0)]).toEqual([1, 7]);
    expect(sources.made.every(({ url }) => url.includes('?ticket='))).toBe(true);
  });
});
