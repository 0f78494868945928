import { describe, expect, test } from '@jest/globals';
import { serve, startApp, useApp } from '../support/app.js';
import { uniqueName } from '../support/given.js';
import { say } from '../support/raw.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const app = useApp();
const { heksher } = app;

const RULES = '/api/v1/rules';
const PROBLEM = 'application/problem+json; charset=utf-8';

/** The service's output for these bytes, until it closes the connection. */
async function exchange(bytes: string): Promise<{ head: string; body: string }> {
  const [head = '', body = ''] = (await say(heksher.url, bytes)).split('\r\n\r\n');
  return { head, body };
}

async function newRule(): Promise<{ setting: string; feature_values: Record<string, string>; value: number }> {
  const { name, configurable_features } = await app.given.setting();
  return { setting: name, feature_values: { [configurable_features[0] ?? '']: 'jim' }, value: 1 };
}

describe('a problem', () => {
  test('a problem has type, title, status, detail and instance', async () => {
    const answer = await heksher.rule(2_000_000_000);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
    expect(answer.text).toBe(
      '{"type":"about:blank","title":"Not Found","status":404,' +
        '"detail":"no rule has the id 2000000000","instance":"/api/v1/rules/2000000000",' +
        `"request_id":"${answer.headers.get('x-request-id')}"}`,
    );
  });

  test('a problem names each invalid parameter or body member', async () => {
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

  test('an error is a problem, whatever the client accepts', async () => {
    const answer = await heksher.send('GET', `${RULES}/x`, undefined, { Accept: 'text/html' });

    expect(answer.headers.get('content-type')).toBe(PROBLEM);
  });

  test('a problem has no body in answer to HEAD', async () => {
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
  ])('a route that is unknown is 404: %s', async (path) => {
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
    ['/api/v1/snapshot', 'GET, HEAD, POST'],
    ['/api/v1/usage', 'GET, HEAD, POST'],
    ['/api/v1/usage/stale', 'GET, HEAD'],
    ['/api/v1/context_features', 'GET, HEAD, POST'],
    ['/api/v1/context_features/user', 'DELETE, GET, HEAD'],
    ['/api/v1/context_features/user/index', 'PATCH'],
    ['/api/v1/context_features/user/values', 'GET, HEAD'],
    ['/api/v1/evaluate/compare', 'POST'],
    ['/api/v1/settings', 'GET, HEAD'],
    ['/api/v1/settings/prefixes', 'DELETE, GET, HEAD'],
    ['/api/v1/settings/facets', 'DELETE, GET, HEAD'],
    ['/api/v1/settings/cache', 'DELETE, GET, HEAD'],
    ['/api/v1/settings/cache/type', 'PUT'],
    ['/api/v1/settings/cache/name', 'PUT'],
    ['/api/v1/settings/cache/configurable_features', 'PUT'],
    ['/api/v1/settings/cache/metadata', 'DELETE, GET, HEAD, POST, PUT'],
    ['/api/v1/settings/cache/metadata/key', 'DELETE, PUT'],
    ['/api/v1/rules', 'GET, HEAD, POST'],
    ['/api/v1/rules/1', 'DELETE, GET, HEAD, PATCH'],
    ['/api/v1/rules/1/value', 'PUT'],
    ['/api/v1/rules/1/metadata', 'DELETE, GET, HEAD, POST, PUT'],
    ['/api/v1/rules/1/metadata/key', 'DELETE, PUT'],
  ];

  test.each(ALLOWED)('a 405 lists the methods that the route allows: %s', async (path, methods) => {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method));

    for (const method of others) {
      const answer = await heksher.send(method, path);

      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get('allow')).toBe(methods);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ title: 'Method Not Allowed', detail: expect.stringContaining(method) });
    }
  });

  test.each(ALLOWED)('OPTIONS lists the methods that the route allows: %s', async (path, methods) => {
    const answer = await heksher.send('OPTIONS', path);

    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe(methods);
    expect(answer.text).toBe('');
  });

  test('a route is the same with a slash at the end', async () => {
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

  test('a route that takes GET takes HEAD, with the same headers and no body', async () => {
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

test('an answer without an entity tag ignores If-None-Match', async () => {
  const paths = ['/api/health', '/api/v1/changes'];

  for (const path of paths) {
    // Not with fetch, which adds a Cache-Control.
    const { head, body } = await exchange(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: *\r\n\r\n`,
    );

    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).not.toMatch(/^etag:/im);
    expect(JSON.parse(body)).toBeDefined();
  }
});

describe('a path', () => {
  test.each(['/api/v1/settings/%', '/api/v1/rules/%zz', '/api/v1/settings/%E0%A4%A', '/api/v1/settings/%ff'])(
    'a path that is badly percent-encoded is 400: %s',
    async (path) => {
      const answer = await heksher.get(path);

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe(PROBLEM);
      expect(answer.body).toMatchObject({ status: 400, detail: expect.stringContaining('percent-encoded') });
    },
  );

  test.each(['%', '%zz', '%ff', 'a%00b'])(
    'a path with a parameter that no name can be is 422: %s',
    async (settings) => {
      const answer = await heksher.get(`/api/v1/query?settings=${settings}`);

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: [{ parameter: 'settings' }] });
    },
  );

  test('a path with a line break in a name adds no header', async () => {
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

  test.each(['GET', 'DELETE'])('a path with a name of 10,000 characters is refused: %s', async (method) => {
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

/** SQL that makes a statement fail with an error unknown to the service. */
const BREAK_RULES = `
  create function break_rules() returns trigger language plpgsql as $$
    begin raise exception 'relation rules of postgres'; end
  $$;
  create trigger break_rules before insert on rules for each statement execute function break_rules()`;

describe('a fault of the service', () => {
  test('a fault of the service is a 500 without internal details, and is logged once with its stack', async () => {
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

  test('a fault of the service ends with its cause', async () => {
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

  test('a client’s mistake is never a fault of the service', async () => {
    await heksher.rule('x');
    await heksher.rule(2_000_000_000);
    await heksher.send('POST', RULES, '{');
    await heksher.get('/nowhere');

    const faults = app.logs.filter(({ level }) => level === 'error');

    expect(faults).toEqual([]);
  });
});

test('if the database cannot be reached the answer is 503 and says when to try again', async () => {
  const network = await TcpProxy.to(app.database.url);
  const { heksher: client, close } = await serve(network.url);

  try {
    const open = await client.features();
    await network.refuse();
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
    await close();
    await network.close();
  }
});

test('each request leaves one line in the log, at debug', async () => {
  const path = `/api/v1/settings/${uniqueName('logged')}`;
  const lines = () => app.logs.filter((line) => line.path === path);

  const answer = await heksher.get(path);

  await until(() => lines().length > 0, 'a line in the log');
  await heksher.get('/api/health'); // so that other lines of a first request come earlier
  await until(() => app.logs.some((line) => line.path === '/api/health'), 'the line of a later request');
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

test('the service does not reveal its software', async () => {
  const answer = await heksher.get('/api/health');

  expect(answer.headers.get('x-powered-by')).toBeNull();
  expect(answer.headers.get('server')).toBeNull();
});
