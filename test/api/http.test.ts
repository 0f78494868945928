import { gzipSync } from 'node:zlib';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve, startApp, type TestApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { Heksher, type Answer } from '../support/heksher.js';

let app: TestApp;
let heksher: Heksher;
beforeAll(async () => {
  app = await startApp();
  ({ heksher } = app);
});
afterAll(() => app.stop());

const RULES = '/api/v1/rules';
const PROBLEM = 'application/problem+json; charset=utf-8';

/** Sends bytes, with no header that is not named. */
async function sendBytes(
  path: string,
  body: Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(heksher.url + path, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text || 'null') as unknown };
}

/** What the service says to bytes until it closes the connection. */
async function say(bytes: string): Promise<{ head: string; body: string; statuses: number[] }> {
  const socket = connect(Number(new URL(heksher.url).port), '127.0.0.1');
  socket.write(bytes, 'latin1');
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  const [head = '', body = ''] = said.split('\r\n\r\n');
  const statuses = [...said.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
  return { head, body, statuses };
}

async function newRule(): Promise<{ setting: string; feature_values: Record<string, string>; value: number }> {
  const { name, configurable_features } = await app.given.setting();
  return { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
}

describe('a problem', () => {
  test('has type, title, status, detail and instance', async () => {
    const answer = await heksher.rule(2_000_000_000);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.text).toBe(
      '{"type":"about:blank","title":"Not Found","status":404,' +
        '"detail":"no rule has the id 2000000000","instance":"/api/v1/rules/2000000000",' +
        `"request_id":"${answer.headers.get('x-request-id')}"}`,
    );
  });

  test('names each wrong parameter or place in the body', async () => {
    const answers = [await heksher.rule('x'), await heksher.post(RULES, { feature_values: {}, value: 1 })];

    expect(answers[0]?.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: expect.stringContaining('"x"'),
      instance: '/api/v1/rules/x',
      request_id: expect.any(String),
      errors: [{ parameter: 'id', message: expect.stringContaining('positive integer') }],
    });
    expect(answers[1]?.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: expect.stringContaining('setting'),
      instance: RULES,
      request_id: expect.any(String),
      errors: [{ pointer: '/setting', message: expect.stringContaining('setting') }],
    });
  });

  test('is the answer whatever the client accepts', async () => {
    const answer = await heksher.send('GET', `${RULES}/x`, undefined, { Accept: 'text/html' });

    expect(answer.headers.get('content-type')).toBe(PROBLEM);
  });

  test('has no body where HEAD asks', async () => {
    const answer = await heksher.send('HEAD', `${RULES}/x`);

    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.text).toBe('');
  });
});

describe('a route', () => {
  test.each([
    '/',
    '/api',
    '/api/v1',
    '/api/v2/query',
    '/api/v1/rule',
    '/api/v1/rules/1/2/3',
    '/api/v1//rules',
    '/x%20y',
  ])('that is unknown is 404: %s', async (path) => {
    const answer = await heksher.get(path);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringContaining(path),
      instance: path,
      request_id: expect.any(String),
    });
  });

  const ALLOWED: [path: string, methods: string][] = [
    ['/api/health', 'GET, HEAD'],
    ['/api/v1/query', 'GET, HEAD, POST'],
    ['/api/v1/context_features', 'GET, HEAD, POST'],
    ['/api/v1/context_features/user', 'DELETE, GET, HEAD'],
    ['/api/v1/context_features/user/index', 'PATCH'],
    ['/api/v1/settings', 'GET, HEAD'],
    ['/api/v1/settings/cache', 'DELETE, GET, HEAD'],
    ['/api/v1/settings/cache/type', 'PUT'],
    ['/api/v1/settings/cache/name', 'PUT'],
    ['/api/v1/settings/cache/configurable_features', 'PUT'],
    ['/api/v1/settings/cache/metadata', 'DELETE, GET, HEAD, POST, PUT'],
    ['/api/v1/settings/cache/metadata/key', 'DELETE, PUT'],
    ['/api/v1/rules', 'POST'],
    ['/api/v1/rules/1', 'DELETE, GET, HEAD, PATCH'],
    ['/api/v1/rules/1/value', 'PUT'],
    ['/api/v1/rules/1/metadata', 'DELETE, GET, HEAD, POST, PUT'],
    ['/api/v1/rules/1/metadata/key', 'DELETE, PUT'],
  ];

  test.each(ALLOWED)('says with 405 what it allows: %s', async (path, methods) => {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method));

    for (const method of others) {
      const answer = await heksher.send(method, path);

      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get('allow')).toBe(methods);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ title: 'Method Not Allowed', detail: expect.stringContaining(method) });
    }
  });

  test.each(ALLOWED)('says with OPTIONS what it allows: %s', async (path, methods) => {
    const answer = await heksher.send('OPTIONS', path);

    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe(methods);
    expect(answer.text).toBe('');
  });

  test('is the same with a slash at the end', async () => {
    const rule = await newRule();
    const id = await app.given.rule(rule);
    const paths = [
      '/api/health',
      '/api/v1/context_features',
      '/api/v1/settings',
      `/api/v1/settings/${rule.setting}`,
      `/api/v1/settings/${rule.setting}/metadata`,
      `${RULES}/${id}`,
      `${RULES}/${id}/metadata`,
      `/api/v1/query`,
    ];

    for (const path of paths) {
      const [plain, slashed] = [await heksher.get(path), await heksher.get(`${path}/`)];

      expect([path, slashed.status]).toEqual([path, 200]);
      expect(slashed.text).toBe(plain.text);
    }
    expect((await heksher.put(`${RULES}/${id}/value/`, { value: 2 })).status).toBe(204);
    expect((await heksher.post(`${RULES}/`, rule)).status).toBe(409);
  });

  test('that takes GET takes HEAD, with the same headers and no body', async () => {
    const id = await app.given.rule(await newRule());
    const paths = ['/api/health', '/api/v1/context_features', '/api/v1/settings', `${RULES}/${id}`, '/api/v1/query'];

    for (const path of paths) {
      const [get, head] = [await heksher.get(path), await heksher.send('HEAD', path)];

      expect([path, head.status, head.text]).toEqual([path, 200, '']);
      for (const name of ['content-type', 'content-length', 'etag']) {
        expect([path, name, head.headers.get(name)]).toEqual([path, name, get.headers.get(name)]);
      }
      expect(get.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });
});

test('an answer without an entity tag is given whatever If-None-Match says', async () => {
  const feature = await app.given.feature();
  const paths = ['/api/health', '/api/v1/context_features', `/api/v1/context_features/${feature}`, '/api/v1/changes'];

  for (const path of paths) {
    // Not with fetch, which adds a Cache-Control.
    const { head, body } = await say(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: *\r\n\r\n`,
    );

    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).not.toMatch(/^etag:/im);
    expect(JSON.parse(body)).toBeDefined();
  }
});

describe('a path', () => {
  test.each(['/api/v1/settings/%', '/api/v1/rules/%zz', '/api/v1/settings/%E0%A4%A', '/api/v1/settings/%ff'])(
    'that is badly percent-encoded is 400: %s',
    async (path) => {
      const answer = await heksher.get(path);

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ status: 400, detail: expect.stringContaining('percent-encoded') });
    },
  );

  test.each(['%', '%zz', '%ff', 'a%00b'])('with a parameter that no name can be is 422: %s', async (settings) => {
    const answer = await heksher.get(`/api/v1/query?settings=${settings}`);

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ parameter: 'settings' }] });
  });

  test('with a line break in a name adds no header', async () => {
    const answers = [
      await heksher.get('/api/v1/settings/a%0D%0ASet-Cookie:%20a=b'),
      await heksher.get('/a%0D%0ASet-Cookie:%20a=b'),
      await heksher.delete('/api/v1/rules/1%0D%0ASet-Cookie:%20a=b'),
    ];

    for (const answer of answers) {
      expect([404, 422]).toContain(answer.status);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test.each(['GET', 'DELETE'])('with a name of 10,000 characters is refused: %s', async (method) => {
    const long = 'a'.repeat(10_000);

    const answers = [
      await heksher.send(method, `/api/v1/settings/${long}`),
      await heksher.send(method, `/api/v1/context_features/${long}`),
      await heksher.send(method, `${RULES}/${long}`),
      await heksher.send(method, `/${long}`),
    ];

    for (const answer of answers) {
      expect([404, 422]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
    }
  });
});

describe('a body', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf-8; odd=1',
    'application/vnd.heksher+json',
    'application/merge-patch+json; charset=utf-8',
  ])('may be of the type %s', async (type) => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())), { 'Content-Type': type });

    expect(answer.status).toBe(201);
  });

  test('may be of no type', async () => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())));

    expect(answer.status).toBe(201);
  });

  test.each([RULES, '/api/v1/query'])('may be of an empty type: %s', async (path) => {
    const body = path === RULES ? await newRule() : {};

    const answer = await sendBytes(path, Buffer.from(JSON.stringify(body)), { 'Content-Type': '' });

    expect([200, 201]).toContain(answer.status);
  });

  test.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/x+jsonx',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'json',
  ])('of the type %s is 415', async (type) => {
    const answer = await sendBytes(RULES, Buffer.from(JSON.stringify(await newRule())), { 'Content-Type': type });

    expect(answer.status).toBe(415);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.body).toMatchObject({ title: 'Unsupported Media Type', detail: expect.stringContaining(type) });
  });

  test('of exactly 1 MiB is read, a byte more is 413', async () => {
    const text = JSON.stringify(await newRule());
    const fill = (size: number) => Buffer.from(text + ' '.repeat(size - text.length));

    const tooLarge = await sendBytes(RULES, fill(1024 * 1024 + 1));
    const large = await sendBytes(RULES, fill(1024 * 1024));

    expect(tooLarge.status).toBe(413);
    expect(tooLarge.headers.get('content-type')).toBe(PROBLEM);
    expect(tooLarge.body).toMatchObject({ status: 413, detail: expect.stringContaining('1 MiB') });
    expect(large.status).toBe(201);
  });

  test('that does not say how long it is has the same limit', async () => {
    const text = JSON.stringify(await newRule());
    const fill = (size: number) => new Blob([text + ' '.repeat(size - text.length)]).stream();

    const tooLarge = await sendBytes(RULES, fill(1024 * 1024 + 1));
    const large = await sendBytes(RULES, fill(1024 * 1024));

    expect(tooLarge.status).toBe(413);
    expect(large.status).toBe(201);
  });

  test.each([
    ['gzip', '{}'],
    ['GZIP', '{}'],
    ['gzip', gzipSync('{}').subarray(0, 15)],
    ['deflate', '{}'],
    ['br', '{"a":1}'],
  ])('that is not what Content-Encoding says is 400, which names the header: %s', async (encoding, body) => {
    const answer = await sendBytes(RULES, Buffer.from(body), { 'Content-Encoding': encoding });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: `the body is not valid ${encoding}, which its Content-Encoding says` });
  });

  test.each(['zip', 'gzip, gzip'])(
    'of an unknown encoding is 415, which names those that are known: %s',
    async (encoding) => {
      const answer = await sendBytes(RULES, Buffer.from('{}'), { 'Content-Encoding': encoding });

      expect(answer.status).toBe(415);
      expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
      expect(answer.body).toMatchObject({
        detail: `the Content-Encoding of a body may be gzip, deflate, br or identity, not "${encoding}"`,
      });
    },
  );

  test('is named in an error with the digits that it has', async () => {
    const answer = await heksher.send(
      'POST',
      '/api/v1/settings/declare',
      '{"name":"a","type":"int","default_value":1,"configurable_features":[12345678901234567890.0]}',
    );

    expect(answer.status).toBe(422);
    expect(answer.text).toContain('12345678901234567890.0 is not a string');
  });

  test.each([
    ['a lone byte', [0xff]],
    ['a cut character', [0xc3]],
    ['an overlong character', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
  ])('that is not UTF-8 is 400: %s', async (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"setting":"'), Buffer.from(bytes), Buffer.from('"}')]);

    const answer = await sendBytes(RULES, body);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ title: 'Bad Request', detail: expect.stringContaining('UTF-8') });
  });

  test.each(['{', '{"a":1,}', "{'a':1}", '{"a":1}{', 'setting=1', '{"a" 1}', '// {}', ' ', '\u0000', '{"a":"\n"}'])(
    'that is not JSON is 400: %j',
    async (body) => {
      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ title: 'Bad Request', detail: expect.stringContaining('JSON') });
    },
  );

  test.each(['[]', '[{}]', 'null', '"text"', '1', '12345678901234567890', 'true'])(
    'that is no object is 422: %s',
    async (body) => {
      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('object'), errors: [{ pointer: '' }] });
    },
  );

  test('that is missing is 422', async () => {
    const answers = [await heksher.send('POST', RULES), await heksher.send('POST', RULES, '')];

    for (const answer of answers) {
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('body') });
    }
  });

  test.each<[status: number, type: string, body: string]>([
    [400, 'application/json', '{'],
    [413, 'application/json', 'x'.repeat(1024 * 1024 + 1)],
    [415, 'text/plain', 'x'.repeat(100_000)],
  ])('that is refused with %d does not take its connection with it', async (status, type, body) => {
    const refused = `POST ${RULES} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const next = 'GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

    const { statuses } = await say(refused + body + next);

    expect(statuses).toEqual([status, 200]);
  });

  test('may have white space around it and a byte order mark in front', async () => {
    const text = JSON.stringify(await newRule());

    const answers = [
      await heksher.send('POST', RULES, `\r\n\t ${text} \n`),
      await sendBytes(RULES, Buffer.from(`\uFEFF${text}`)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 409]);
  });

  test('may have members that nobody knows', async () => {
    const rule = await newRule();
    const body = JSON.stringify(rule).replace(/^\{/, '{"unknown":[1],"":0,"__proto__":{"value":"x"},"constructor":1,');

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(201);
    const { rule_id: id } = answer.body as { rule_id: number };
    expect((await heksher.rule(id)).body).toMatchObject({ setting: rule.setting, value: 1, metadata: {} });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'cannot give by %s what is missing',
    async (member) => {
      const { setting } = await newRule();
      const body = `{"setting":"${setting}","feature_values":{"a":"b"},"${member}":{"value":1}}`;

      const answer = await heksher.send('POST', RULES, body);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ pointer: '/value' }] });
    },
  );

  test.each(['__proto__', 'constructor', 'toString'])('may name a thing %s like any other', async (name) => {
    await app.given.feature(name);
    const { name: setting } = await app.given.setting({
      configurable_features: [name],
      type: 'Mapping<int>',
      default_value: {},
    });
    const body =
      `{"setting":"${setting}","feature_values":{"${name}":"${name}"},` +
      `"value":{"${name}":1},"metadata":{"${name}":{"${name}":2}}}`;

    const answer = await heksher.send('POST', RULES, body);

    expect(answer.status).toBe(201);
    const { rule_id: id } = answer.body as { rule_id: number };
    expect((await heksher.rule(id)).text).toBe(
      `{"setting":"${setting}","value":{"${name}":1},"feature_values":[["${name}","${name}"]],` +
        `"metadata":{"${name}":{"${name}":2}}}`,
    );
    expect((await heksher.searchRule(setting, `${name}:${name}`)).body).toEqual({ rule_id: id });
    const { text } = await heksher.query({ settings: setting, context_filters: `${name}:(${name})` });
    expect(text).toContain(`"value":{"${name}":1},"context_features":[["${name}","${name}"]]`);
  });

  test('on a GET is not read', async () => {
    const { hostname, port } = new URL(heksher.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.end('GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nxyz');
      });
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

/** What makes a statement fail in a way that the service does not know. */
const BREAK_RULES = `
  create function break_rules() returns trigger language plpgsql as $$
    begin raise exception 'relation rules of postgres'; end
  $$;
  create trigger break_rules before insert on rules for each statement execute function break_rules()`;

describe('a fault of the service', () => {
  test('is a 500 that tells nothing of the inside, and is logged once with its stack', async () => {
    const broken = await startApp();

    try {
      const { name, configurable_features } = await broken.given.setting();
      await broken.database.sql(BREAK_RULES);
      const feature_values = { [configurable_features[0] ?? '']: 'jim' };
      const answer = await broken.heksher.addRule({ setting: name, feature_values, value: 1 });

      expect(answer.status).toBe(500);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        detail: expect.any(String),
        instance: '/api/v1/rules',
        request_id: expect.any(String),
      });
      expect(answer.text).not.toMatch(/insert|relation|postgres|Error:|\.ts|\.js|node_modules/i);
      const errors = broken.logs.filter(({ level, path }) => level === 'error' && path === '/api/v1/rules');
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        method: 'POST',
        error: { message: expect.stringContaining('relation rules'), stack: expect.stringMatching(/\n\s+at /) },
      });
    } finally {
      await broken.stop();
    }
  });

  test('is over once its cause is', async () => {
    const broken = await startApp();

    try {
      const { name, configurable_features } = await broken.given.setting();
      const rule = { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
      await broken.database.sql(BREAK_RULES);
      const failed = await broken.heksher.addRule(rule);
      await broken.database.sql('drop trigger break_rules on rules');
      const added = await broken.heksher.addRule(rule);

      expect(failed.status).toBe(500);
      expect(added.status).toBe(201);
    } finally {
      await broken.stop();
    }
  });

  test('is never what a client did', async () => {
    await heksher.rule('x');
    await heksher.rule(2_000_000_000);
    await heksher.send('POST', RULES, '{');
    await heksher.get('/nowhere');

    const faults = app.logs.filter(({ level }) => level === 'error');

    expect(faults).toEqual([]);
  });
});

test('where the database cannot be reached the answer is 503 and says when to try again', async () => {
  const gate = await gateTo(app.database.url);
  const service = await serve(gate.url);
  const client = new Heksher(service.url);

  try {
    const open = await client.features();
    gate.shut();
    const answers = [await client.features(), await client.addFeature(uniqueName('late')), await client.query()];

    expect(open.status).toBe(200);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.body).toMatchObject({ title: 'Service Unavailable', detail: expect.stringContaining('database') });
      expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|postgres/);
    }
  } finally {
    await service.close();
    await gate.close();
  }
});

/** A way to a database that can be shut: then it hangs up on whoever is there or comes. */
async function gateTo(databaseUrl: string): Promise<{ url: string; shut(): void; close(): Promise<void> }> {
  const target = new URL(databaseUrl);
  const visitors = new Set<Socket>();
  let isShut = false;
  const gate = createServer((visitor) => {
    visitor.on('error', () => visitor.destroy());
    if (isShut) return void visitor.resume().end();
    visitors.add(visitor);
    const database = connect(Number(target.port), target.hostname).on('error', () => visitor.destroy());
    visitor.on('close', () => database.destroy());
    visitor.pipe(database).pipe(visitor);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((gate.address() as AddressInfo).port);
  const shut = () => {
    isShut = true;
    for (const visitor of visitors) visitor.unpipe().resume().end();
  };
  return {
    url: url.href,
    shut,
    close: async () => {
      shut();
      await new Promise((resolve) => gate.close(resolve));
    },
  };
}

test('each request leaves one line in the log, at debug', async () => {
  const path = `/api/v1/settings/${uniqueName('logged')}`;
  const lines = () => app.logs.filter((line) => line.path === path);

  const answer = await heksher.get(path);

  for (let waited = 0; lines().length === 0 && waited < 5000; waited += 10) await sleep(10);
  await sleep(50);
  expect(answer.status).toBe(404);
  expect(lines()).toEqual([
    expect.objectContaining({
      level: 'debug',
      message: 'request',
      method: 'GET',
      route: '/api/v1/settings/:name',
      status: 404,
      milliseconds: expect.any(Number),
    }),
  ]);
});

test('the service does not tell what it is made of', async () => {
  const answer = await heksher.get('/api/health');

  expect(answer.headers.get('x-powered-by')).toBeNull();
  expect(answer.headers.get('server')).toBeNull();
});
