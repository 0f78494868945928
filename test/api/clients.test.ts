import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useApp } from '../support/app.js';

const agent = new Agent({ keepAlive: true });
const app = useApp({ logLevel: 'info' }); // as in production, where repeated requests are answered from memory
afterAll(() => agent.destroy());

interface WireAnswer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** One request with `Host` and these headers only. The path is sent unchanged. */
function exchange(method: string, path: string, headers: Record<string, string>, body?: string): Promise<WireAnswer> {
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.heksher.url);
    const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (response) => {
      const { statusCode: status, headers: answered } = response;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status, headers: answered, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const parsed = ({ text }: WireAnswer): unknown => JSON.parse(text);

describe('heksher-py 0.2', () => {
  const HTTPX = {
    Accept: '*/*',
    'Accept-Encoding': 'gzip, deflate',
    Connection: 'keep-alive',
    'User-Agent': 'python-httpx/0.23.0',
  };
  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const FEATURES = ['account', 'user', 'theme'];

  beforeAll(async () => {
    await app.given.features(...FEATURES);
  });

  const get = (path: string, headers: Record<string, string> = {}) => exchange('GET', path, { ...HTTPX, ...headers });

  const declare = (name: string, type: string, defaultValue: string) =>
    exchange(
      'POST',
      '/api/v1/settings/declare',
      { ...HTTPX, ...JSON_TYPE },
      `{"name": "${name}", "configurable_features": ["account", "user", "theme"], "type": ${JSON.stringify(type)}, ` +
        `"default_value": ${defaultValue}, "metadata": {}, "alias": null, "version": "1.0"}`,
    );

  /** The client's own form: every separator encoded, a content type without content, the last tag or an empty one. */
  const query = (settings: string[], tag: string) =>
    get(
      `/api/v1/query?settings=${settings.join('%2C')}` +
        '&context_filters=account%3A%28jim%2Cjohn%29%2Cuser%3A%2A%2Ctheme%3A%2A&include_metadata=false',
      { ...JSON_TYPE, 'If-None-Match': tag },
    );

  test('heksher-py 0.2 finds the context features in their order, and the service healthy', async () => {
    const features = await get('/api/v1/context_features');
    const health = await get('/api/health');

    expect(features).toMatchObject({ status: 200, text: '{"context_features":["account","user","theme"]}' });
    expect(health).toMatchObject({ status: 200, text: '{"version":"1.2.3"}' });
  });

  test('heksher-py 0.2 declares its settings with all members at every start', async () => {
    const answers = [await declare('declared', 'int', '1'), await declare('declared', 'int', '1')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(({ text }) => text)).toEqual(['{"outcome":"created"}', '{"outcome":"uptodate"}']);
  });

  test('heksher-py 0.2 sends an empty tag first and then the last one, even after its list of settings has grown', async () => {
    for (const name of ['a', 'b', 'other']) await declare(name, 'int', '1');

    const first = await query(['a'], '');
    const tag = first.headers.etag ?? '';
    const same = [await query(['a'], tag), await query(['a'], tag)];
    const more = await query(['a', 'b'], tag);
    await app.given.rule({ setting: 'a', feature_values: { user: 'guest' }, value: 2 });
    const changed = await query(['a', 'b'], more.headers.etag ?? '');

    expect(first.status).toBe(200);
    expect(tag).toMatch(/^"[^"]+"$/);
    for (const answer of same) {
      expect(answer).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
      expect(answer.headers).not.toHaveProperty('content-type');
    }
    expect(more.status).toBe(200);
    expect(Object.keys((parsed(more) as { settings: object }).settings)).toEqual(['a', 'b']);
    expect(changed.status).toBe(200);
    expect(parsed(changed)).toMatchObject({ settings: { a: { rules: [{ value: 2 }] }, b: { rules: [] } } });
  });

  test('heksher-py 0.2 reads an answer with exactly the settings it asked for, under their names', async () => {
    for (const name of ['asked.z', 'asked.A', 'not.asked']) await declare(name, 'int', '1');

    const { headers, text } = await query(['asked.z', 'asked.A'], '');

    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const empty = '{"rules":[],"default_value":1}';
    expect(text).toBe(`{"settings":{"asked.A":${empty},"asked.z":${empty}}}`);
  });

  test('heksher-py 0.2 reads the conditions of every rule in feature order, however they were written and features moved', async () => {
    await declare('ordered', 'int', '1');
    const feature_values = { theme: 'dark', account: 'jim', user: 'guest' };
    await app.given.rule({ setting: 'ordered', feature_values, value: 2 });
    const conditions = async () => {
      const { settings } = parsed(await query(['ordered'], '')) as {
        settings: Record<string, { rules: { context_features: unknown }[] }>;
      };
      return settings['ordered']?.rules.map(({ context_features }) => context_features);
    };

    const before = await conditions();
    await app.heksher.moveFeature('theme', { to_before: 'account' });
    const moved = await conditions();
    await app.heksher.moveFeature('theme', { to_after: 'user' });

    const [account, user, theme] = [
      ['account', 'jim'],
      ['user', 'guest'],
      ['theme', 'dark'],
    ];
    expect(before).toEqual([[account, user, theme]]);
    expect(moved).toEqual([[theme, account, user]]);
  });

  test('heksher-py 0.2 reads integers for every setting of the type int, whoever wrote them', async () => {
    await declare('whole', 'int', '1.0');
    await exchange(
      'POST',
      '/api/v1/rules',
      { ...HTTPX, ...JSON_TYPE },
      '{"setting": "whole", "feature_values": {"user": "a"}, "value": 2e3}',
    );
    const [row] = await app.database.sql<{ id: number }>(
      `with added as (insert into rules (setting, value) values ('whole', '3.0') returning id)
       insert into conditions (rule, context_feature, feature_value) select id, 'user', 'b' from added returning rule as id`,
    );

    const { text } = await query(['whole'], '');

    expect(text).toMatch(/"default_value":1\}/);
    expect([...text.matchAll(/"value":([^,]+),/g)].map(([, value]) => value)).toEqual(['2000', '3']);
    expect(text).toContain(`"rule_id":${row?.id}`);
  });

  test('heksher-py 0.2 lists the settings with a flag as Python writes it', async () => {
    await declare('listed', 'Enum["a", 1, true]', '"a"');

    const answer = await get('/api/v1/settings?include_additional_data=True');

    expect(answer.status).toBe(200);
    expect((parsed(answer) as { settings: object[] }).settings).toContainEqual({
      name: 'listed',
      configurable_features: FEATURES,
      type: 'Enum["a",1,true]',
      default_value: 'a',
      metadata: {},
      aliases: [],
      version: '1.0',
    });
  });
});

describe('hekshermgmt', () => {
  const BROWSER = { Accept: 'application/json, text/plain, */*', Connection: 'keep-alive' };
  const ENCODINGS = ['gzip, deflate', 'gzip, deflate, br, zstd', '*', 'gzip;q=1, identity;q=0'];

  /** A setting with an answer large enough to be worth compressing. */
  async function large(): Promise<string> {
    const feature = await app.given.feature();
    const { name } = await app.given.setting({
      configurable_features: [feature],
      type: 'str',
      default_value: 'x'.repeat(100_000),
    });
    return name;
  }

  test('hekshermgmt adds a rule and finds it where Location says, relative to the collection', async () => {
    const feature = await app.given.feature();
    const { name } = await app.given.setting({ configurable_features: [feature] });
    const body = { setting: name, feature_values: { [feature]: 'jim' }, value: 1, metadata: { added_by: null } };

    const headers = { ...BROWSER, 'Content-Type': 'application/json' };
    const added = await exchange('POST', '/api/v1/rules', headers, JSON.stringify(body));

    const { rule_id } = parsed(added) as { rule_id: number };
    expect(added).toMatchObject({ status: 201, headers: { location: `/${rule_id}` } });
    const rule = await exchange('GET', `/api/v1/rules${added.headers.location}`, BROWSER);
    expect(rule.status).toBe(200);
    expect(parsed(rule)).toEqual({ ...body, feature_values: [[feature, 'jim']] });
  });

  test('hekshermgmt dumps every setting and rule, metadata of null included', async () => {
    const feature = await app.given.feature();
    const metadata = { owner: null, note: 'x' };
    const { name } = await app.given.setting({ configurable_features: [feature], metadata });
    const rule_id = await app.given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 5, metadata });

    const rules = await exchange('GET', '/api/v1/query?include_metadata=true', BROWSER);
    const settings = await exchange('GET', '/api/v1/settings?include_additional_data=true', BROWSER);

    const rule = { value: 5, context_features: [[feature, 'a']], rule_id, metadata: { note: 'x', owner: null } };
    expect(parsed(rules)).toMatchObject({ settings: { [name]: { rules: [rule], default_value: 0 } } });
    expect((parsed(settings) as { settings: object[] }).settings).toContainEqual(
      expect.objectContaining({ name, metadata: { note: 'x', owner: null } }),
    );
  });

  test.each(ENCODINGS)('hekshermgmt waits for no compression, whatever it accepts: %s', async (encoding) => {
    const name = await large();
    const paths = [
      '/api/v1/query?include_metadata=true',
      `/api/v1/query?settings=${name}`,
      '/api/v1/settings?include_additional_data=true',
      `/api/v1/settings/${name}`,
    ];

    for (const path of [...paths, ...paths]) {
      const plain = await exchange('GET', path, BROWSER);
      const answer = await exchange('GET', path, { ...BROWSER, 'Accept-Encoding': encoding });

      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('content-encoding');
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(plain.text)));
      expect(answer.text).toBe(plain.text);
    }
  });
});

describe('yellowbox-heksher', () => {
  test('yellowbox-heksher waits until the service is healthy, and deletes what a test has created', async () => {
    const headers = { Accept: '*/*', 'Accept-Encoding': 'gzip, deflate', 'User-Agent': 'python-requests/2.28.1' };
    const feature = await app.given.feature();
    const { name } = await app.given.setting({ configurable_features: [feature] });
    const id = await app.given.rule({ setting: name, feature_values: { [feature]: 'a' }, value: 1 });

    const answers = [
      await exchange('GET', '/api/health', headers),
      await exchange('DELETE', `/api/v1/rules/${id}`, { ...headers, 'Content-Length': '0' }),
      await exchange('DELETE', `/api/v1/settings/${name}`, { ...headers, 'Content-Length': '0' }),
    ];
    const gone = [await app.heksher.rule(id), await app.heksher.setting(name)];

    expect(answers.map(({ status }) => status)).toEqual([200, 204, 204]);
    expect(answers.map(({ text }) => text)).toEqual(['{"version":"1.2.3"}', '', '']);
    expect(gone.map(({ status }) => status)).toEqual([404, 404]);
  });
});
