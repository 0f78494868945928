import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { OfrepService } from '../../apps/heksher/src/ofrep/ofrep.service.js';
import { head, say, statusesOf } from '../support/raw.js';
import { serve, startApp, useApp, type TestApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import type { Answer } from '../support/heksher.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const app = useApp();
const { heksher, given } = app;

const FLAGS = '/ofrep/v1/evaluate/flags';

const flag = (key: string, context: unknown = {}) => heksher.post(`${FLAGS}/${key}`, { context });
const flags = (query: string, context: unknown = {}, headers: Record<string, string> = {}) =>
  heksher.send('POST', `${FLAGS}${query}`, { context }, headers);

interface FlagBody {
  key: string;
  value: unknown;
}

const flagsOf = ({ body }: Answer) => (body as { flags: FlagBody[] }).flags;

/** A setting with a rule for a guest in the dark. */
async function guestInDark(attributes: { type?: string; default_value?: unknown; value?: unknown } = {}) {
  const user = await given.feature();
  const theme = await given.feature();
  const { type = 'int', default_value = 50, value = 20 } = attributes;
  const { name } = await given.setting({ type, default_value, configurable_features: [user, theme] });
  const id = await given.rule({ setting: name, feature_values: { [theme]: 'dark', [user]: 'guest' }, value });
  return { user, theme, name, id, context: { [user]: 'guest', [theme]: 'dark' } };
}

describe('a flag', () => {
  test('a flag has the value and the id of the winning rule', async () => {
    const { name, user, theme, id, context } = await guestInDark();

    const answer = await flag(name, { targetingKey: 'x', ...context });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({
      key: name,
      value: 20,
      reason: 'TARGETING_MATCH',
      variant: `rule:${id}`,
      metadata: {
        'heksher.version': '1.0',
        'heksher.type': 'int',
        'heksher.ruleId': id,
        'heksher.matched': `${user}=guest,${theme}=dark`,
      },
    });
  });

  test('a flag has the default if no rule matches', async () => {
    const { name } = await guestInDark();

    const answer = await flag(name);

    expect(answer.body).toEqual({
      key: name,
      value: 50,
      reason: 'DEFAULT',
      variant: 'default',
      metadata: { 'heksher.version': '1.0', 'heksher.type': 'int' },
    });
  });

  test('a flag is static if its setting has no rules', async () => {
    const { name } = await given.setting({ default_value: 5 });

    expect((await flag(name)).body).toMatchObject({ value: 5, reason: 'STATIC', variant: 'default' });
  });

  test('a flag is found by an alias, and keeps the requested key', async () => {
    const { name } = await given.setting({ default_value: 5 });
    await heksher.rename(name, { name: uniqueName('renamed'), version: '1.1' });

    expect((await flag(name)).body).toMatchObject({ key: name, value: 5, metadata: { 'heksher.version': '1.1' } });
  });

  test('a flag has the same key with a trailing slash', async () => {
    const { name } = await given.setting();

    expect((await flag(`${name}/`)).body).toMatchObject({ key: name, value: 0 });
  });

  test.each(['/', '/?settings=size', '/?'])('a flag with an empty key, %s, is not found', async (path) => {
    const answer = await flags(path);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual({
      key: '',
      errorCode: 'FLAG_NOT_FOUND',
      errorDetails: 'no setting is called ""',
      metadata: {},
    });
  });

  test('every failure for an empty key shows the empty key', async () => {
    const answers = [
      await heksher.post(`${FLAGS}/`, '{'),
      await heksher.post(`${FLAGS}/`, { context: 1 }),
      await heksher.get(`${FLAGS}/`),
    ];

    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [400, expect.objectContaining({ key: '', errorCode: 'PARSE_ERROR' })],
      [400, expect.objectContaining({ key: '', errorCode: 'INVALID_CONTEXT' })],
      [404, expect.objectContaining({ key: '', errorCode: 'GENERAL' })],
    ]);
  });

  test.each(['', '?prefix=/', '?settings=a/'])(
    'a path without a slash at its end, %s, asks for no flag with an empty key',
    async (query) => {
      const answer = await flags(query);

      expect(answer.status).toBe(200);
      expect(answer.body).toHaveProperty('flags');
    },
  );

  test.each([
    ['float', '1', '1.0'],
    ['float', '-0', '-0.0'],
    ['float', '1.0', '1.0'],
    ['float', '1.50', '1.50'],
    ['float', '1e3', '1e3'],
    ['float', '12345678901234567890', '12345678901234567890.0'],
    ['int', '1.0', '1'],
    ['int', '12345678901234567890', '12345678901234567890'],
    ['Enum[1,2]', '1', '1'],
    ['Sequence<int>', '[1.0]', '[1]'],
    ['Mapping<float>', '{"a":1.0}', '{"a":1.0}'],
    ['str', '"1"', '"1"'],
    ['bool', 'true', 'true'],
  ])('a flag of type %s writes %s as %s', async (type, written, answered) => {
    const name = uniqueName('setting');
    const feature = await given.feature();
    await heksher.send(
      'POST',
      '/api/v1/settings/declare',
      `{"name":"${name}","type":"${type}","default_value":${written},"configurable_features":["${feature}"]}`,
    );

    const answer = await flag(name);

    expect(answer.text).toContain(`{"key":"${name}","value":${answered},"reason":`);
  });
});

describe('the context', () => {
  test.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['a null context', '{"context":null}'],
    ['an empty context', '{"context":{}}'],
  ])('the context of a flag is empty with %s', async (_, body) => {
    const { name } = await guestInDark();

    const one = await heksher.send('POST', `${FLAGS}/${name}`, body);
    const all = await heksher.send('POST', `${FLAGS}?settings=${name}`, body);

    expect(one.body).toMatchObject({ value: 50, reason: 'DEFAULT' });
    expect(flagsOf(all)).toMatchObject([{ value: 50 }]);
  });

  test('the context of a flag has numbers and booleans as their text', async () => {
    const level = await given.feature();
    const isNew = await given.feature();
    const { name } = await given.setting({ configurable_features: [level, isNew] });
    await given.rule({ setting: name, feature_values: { [level]: '1.50', [isNew]: 'true' }, value: 1 });

    const answer = await heksher.send('POST', `${FLAGS}/${name}`, `{"context":{"${level}":1.50,"${isNew}":true}}`);

    expect(answer.body).toMatchObject({ value: 1 });
  });

  test.each([[null], [['guest']], [{ a: 1 }]])(
    'the context of a flag does not have a feature with the value %j',
    async (value) => {
      const { name, user, context } = await guestInDark();

      const answer = await flag(name, { ...context, [user]: value });

      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ value: 50, reason: 'DEFAULT' });
    },
  );
});

describe('all flags', () => {
  test('all flags are listed under each name and alias, with the stream of changes', async () => {
    const prefix = `${uniqueName('bulk')}.`;
    const { name } = await given.setting({ name: `${prefix}b`, default_value: 5 });
    await heksher.rename(name, { name: `${prefix}a`, version: '1.1' });
    await given.setting({ name: `${prefix}c`, default_value: 6 });

    const answer = await flags(`?prefix=${prefix}`);

    const metadata = { 'heksher.version': '1.1', 'heksher.type': 'int' };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      flags: [
        { key: `${prefix}a`, value: 5, reason: 'STATIC', variant: 'default', metadata },
        { key: `${prefix}b`, value: 5, reason: 'STATIC', variant: 'default', metadata },
        {
          key: `${prefix}c`,
          value: 6,
          reason: 'STATIC',
          variant: 'default',
          metadata: { ...metadata, 'heksher.version': '1.0' },
        },
      ],
      metadata: {},
      eventStreams: [{ type: 'sse', endpoint: { requestUri: '/ofrep/v1/stream' }, inactivityDelaySec: 120 }],
    });
  });

  test('all flags are those of every setting by default', async () => {
    const { name } = await given.setting();
    const listed = (await heksher.settings()).body as { settings: { name: string }[] };

    const keys = flagsOf(await flags('')).map(({ key }) => key);

    expect(keys).toContain(name);
    expect(keys).toEqual(expect.arrayContaining(listed.settings.map((setting) => setting.name)));
  });

  test('flags can be selected by name, and only an unknown name fails', async () => {
    const { name } = await given.setting();

    const answer = await flags(`?settings=${name},nobody,${name},a%20b`);

    expect(answer.status).toBe(200);
    expect(flagsOf(answer)).toEqual([
      {
        key: 'a b',
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: 'no setting is called "a b"',
        metadata: {},
      },
      {
        key: 'nobody',
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: 'no setting is called "nobody"',
        metadata: {},
      },
      expect.objectContaining({ key: name, value: 0 }),
    ]);
  });

  test('an empty selection has no flags', async () => {
    expect(flagsOf(await flags('?settings='))).toEqual([]);
  });

  test('all flags are not sent again to a client that has them', async () => {
    const { name, context } = await guestInDark();
    const etag = (await flags(`?settings=${name}`, context)).headers.get('etag') ?? '';

    const same = await flags(`?settings=${name}`, context, { 'If-None-Match': `"x", W/${etag}` });
    const hinted = await flags(`?settings=${name}&flagConfigEtag=x`, context, { 'If-None-Match': etag });

    expect(etag).toMatch(/^"[^"]+"$/);
    expect([same.status, same.text]).toEqual([304, '']);
    expect(same.headers.get('etag')).toBe(etag);
    expect(hinted.status).toBe(304);
  });

  test('all flags have another entity tag in a context with other values, and after a change', async () => {
    const { name, id, context } = await guestInDark();
    const etag = (await flags(`?settings=${name}`, context)).headers.get('etag') ?? '';
    const again = (one: unknown) => flags(`?settings=${name}`, one, { 'If-None-Match': etag });

    const elsewhere = await again({});
    await heksher.setRuleValue(id, 21);
    const later = await again(context);

    expect(flagsOf(elsewhere)).toMatchObject([{ value: 50 }]);
    expect(flagsOf(later)).toMatchObject([{ value: 21 }]);
  });

  test('all flags keep their entity tag when another setting changes', async () => {
    const { name, context } = await guestInDark();
    const etag = (await flags(`?settings=${name}`, context)).headers.get('etag') ?? '';
    await given.setting();

    expect((await flags(`?settings=${name}`, context, { 'If-None-Match': etag })).status).toBe(304);
  });
});

test.each(['1e9999', `-${'9'.repeat(10_000)}`, '"cut in \\ud83d"', '{"a":[1e400]}', 'null'])(
  'an attribute that is no feature does not matter, whatever it is: %.20s',
  async (written) => {
    const { name, context, id } = await guestInDark();
    const body = `{"context":{"nickname":${written},${JSON.stringify(context).slice(1)}}`;

    const one = await heksher.send('POST', `${FLAGS}/${name}`, body);
    const all = await heksher.send('POST', `${FLAGS}?settings=${name}`, body);

    expect([one.status, all.status]).toEqual([200, 200]);
    expect(one.body).toMatchObject({ value: 20, variant: `rule:${id}` });
    expect(flagsOf(all)).toEqual([one.body]);
  },
);

test('a flag may be requested with an absolute URL, as through a proxy', async () => {
  const { name } = await given.setting({ default_value: 7 });

  const [found, body] = await rawPost(`${heksher.url}${FLAGS}/${name}`);
  const [missing, failure] = await rawPost(`${heksher.url}${FLAGS}/nobody`);

  expect([found, missing]).toEqual([200, 404]);
  expect(body).toMatchObject({ key: name, value: 7 });
  expect(failure).toMatchObject({ key: 'nobody', errorCode: 'FLAG_NOT_FOUND' });
});

/** A request with an unchanged target. */
async function rawPost(target: string): Promise<[status: number | undefined, body: unknown]> {
  const answer = await say(heksher.url, head(`POST ${target}`, { Connection: 'close', 'Content-Length': 0 }));
  return [statusesOf(answer)[0], JSON.parse(answer.split('\r\n\r\n')[1] ?? '')];
}

describe('a failure', () => {
  const unknown = (key: string) => ({
    key,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: `no setting is called ${JSON.stringify(key)}`,
    metadata: {},
  });

  test.each([
    ['nobody', 'nobody'],
    ['a/b%20c%3Fd', 'a/b c?d'],
    ['a%2Fb', 'a/b'],
    ['a/b%20c?d', 'a/b c'],
    ['a/b/', 'a/b'],
    ['%C3%A9', 'é'],
    ['%00', '\u0000'],
  ])('a failure for the unknown flag %s names it as %j', async (path, key) => {
    const answer = await flag(path);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual(unknown(key));
  });

  test.each([
    ['no JSON', '{', undefined, 'PARSE_ERROR'],
    ['no JSON, though Python writes it', '{"context":{"a":NaN}}', undefined, 'PARSE_ERROR'],
    ['nested too deep', `{"context":{"a":${'['.repeat(500)}${']'.repeat(500)}}}`, undefined, 'INVALID_CONTEXT'],
    ['no UTF-8 by its type', '{}', 'application/json; charset=latin1', 'GENERAL'],
    ['another type', '{}', 'text/plain', 'GENERAL'],
    ['too large', `{"a":"${'a'.repeat(1024 * 1024)}"}`, undefined, 'GENERAL'],
    ['a list', '[]', undefined, 'INVALID_CONTEXT'],
    ['a text', '"user"', undefined, 'INVALID_CONTEXT'],
    ['a context that is a list', '{"context":[]}', undefined, 'INVALID_CONTEXT'],
    ['a context that is a text', '{"context":"user:jim"}', undefined, 'INVALID_CONTEXT'],
  ])('a failure for a body that is %s is 400 in JSON', async (_, body, type, errorCode) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };

    const one = await heksher.send('POST', `${FLAGS}/size`, body, headers);
    const all = await heksher.send('POST', FLAGS, body, headers);

    const failure = { errorCode, errorDetails: expect.stringMatching(/./), metadata: {} };
    expect([one.status, all.status]).toEqual([400, 400]);
    expect(one.body).toEqual({ key: 'size', ...failure });
    expect(all.body).toEqual(failure);
    expect(one.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('a failure for a key that is not validly encoded is 400 in JSON', async () => {
    const answer = await flag('a%zz');

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ key: 'a%zz', errorCode: 'GENERAL', metadata: {} });
  });

  test.each([
    ['GET', `${FLAGS}/size`],
    ['GET', FLAGS],
    ['PUT', FLAGS],
    ['OPTIONS', FLAGS],
    ['POST', '/ofrep/v1/configuration'],
    ['GET', '/ofrep/'],
    ['GET', '/ofrep'],
  ])('a failure for %s %s, which is no route, is 404 in JSON', async (method, path) => {
    const answer = await heksher.send(method, path);

    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({
      errorCode: 'GENERAL',
      errorDetails: `there is no route ${method} ${path}`,
      metadata: {},
    });
  });

  test('a failure below /ofrep/ does not change what other routes answer', async () => {
    const answer = await heksher.get('/ofrepository');

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

test('if the database cannot be reached the failure is 500 in JSON, and not an internal error', async () => {
  const network = await TcpProxy.to(app.database.url);
  const logs: Record<string, unknown>[] = [];
  const { heksher: client, close } = await serve(network.url, logs);

  try {
    await network.refuse();
    const one = await client.post(`${FLAGS}/size`, {});
    const all = await client.post(FLAGS, {});

    const failure = { errorCode: 'GENERAL', errorDetails: 'the database cannot be reached', metadata: {} };
    expect([one.status, all.status]).toEqual([500, 500]);
    expect(one.body).toEqual({ key: 'size', ...failure });
    expect(all.body).toEqual(failure);
    expect(all.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(logs.filter(({ level }) => level === 'error')).toEqual([]);
  } finally {
    await close();
    await network.close();
  }
});

describe('an internal error', () => {
  test('an internal error below /ofrep/ is 500 in JSON without internal details, and is logged once', async () => {
    const evaluate = jest.spyOn(OfrepService.prototype, 'evaluate').mockRejectedValueOnce(new Error('a secret'));

    const answer = await heksher.post(`${FLAGS}/a_mistake`, {});
    evaluate.mockRestore();

    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      key: 'a_mistake',
      errorCode: 'GENERAL',
      errorDetails: 'the service made a mistake; it is logged',
      metadata: {},
    });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(app.logs.filter(({ message }) => message === 'a request failed')).toHaveLength(1);
  });
});

describe('with a configured targeting key', () => {
  let other: TestApp;
  beforeAll(async () => {
    other = await startApp({ ofrep: { targetingKeyFeature: 'user', areReasonsStrict: true, areStreamsOffered: true } });
    await other.given.feature('user');
    await other.given.setting({ name: 'size', configurable_features: ['user'], default_value: 50 });
    await other.given.rule({ setting: 'size', feature_values: { user: 'jim' }, value: 1 });
    await other.given.rule({ setting: 'size', feature_values: { user: '5' }, value: 5 });
  });
  afterAll(() => other.stop());

  test.each([
    ['is used as the feature', { targetingKey: 'jim' }, 1],
    ['may be a number', { targetingKey: 5 }, 5],
    ['gives way to the feature itself', { targetingKey: 'jim', user: '5' }, 5],
    ['replaces a feature without a usable value', { targetingKey: 'jim', user: null }, 1],
    ['is not used if it is no text', { targetingKey: ['jim'] }, 50],
  ])('the targeting key %s', async (_, context, value) => {
    const one = await other.heksher.post(`${FLAGS}/size`, { context });
    const all = await other.heksher.post(FLAGS, { context });

    expect(one.body).toMatchObject({ value });
    expect(flagsOf(all)).toMatchObject([{ key: 'size', value }]);
  });

  test('with strict reasons every reason is in the schema of OFREP', async () => {
    const answer = await other.heksher.post(`${FLAGS}/size`, {});

    expect(answer.body).toMatchObject({ reason: 'STATIC', variant: 'default' });
  });
});
