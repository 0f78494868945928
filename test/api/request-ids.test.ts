import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { RulesService } from '../../apps/heksher/src/rules/rules.service.js';
import { serve, useApp } from '../support/app.js';
import type { Answer, Heksher } from '../support/heksher.js';
import { say } from '../support/raw.js';
import { until } from '../support/until.js';

const app = useApp({ logLevel: 'info', corsOrigins: '*' });
/** A service that logs requests, and so answers all of them with Express. */
let logging: { heksher: Heksher; logs: Record<string, unknown>[] };
beforeAll(async () => {
  const logs: Record<string, unknown>[] = [];
  const { heksher, close } = await serve(app.database.url, logs);
  app.onStop(close);
  logging = { heksher, logs };
});

const OWN = 'Front-1~a.b:c/d+e=f@g_2';
const ROUTES: [method: string, path: string, body: unknown][] = [
  ['GET', '/api/health', undefined],
  ['GET', '/api/v1/query', undefined],
  ['GET', '/api/v1/query', undefined], // from memory
  ['HEAD', '/api/v1/query', undefined],
  ['OPTIONS', '/api/v1/query', undefined],
  ['PUT', '/api/v1/query', {}],
  ['GET', '/api/v1/rules/x', undefined],
  ['POST', '/api/v1/rules', '{'],
  ['GET', '/nowhere', undefined],
  ['GET', '/%zz', undefined],
  ['POST', '/ofrep/v1/evaluate/flags', {}],
  ['POST', '/ofrep/v1/evaluate/flags/nobody', {}],
  ['GET', '/ofrep/nowhere', undefined],
  ['GET', '/docs', undefined],
  ['GET', '/docs/swagger-ui.css', undefined],
  ['GET', '/redoc', undefined],
  ['GET', '/openapi.json', undefined],
];

const idOf = ({ headers }: { headers: Headers }) => headers.get('x-request-id');

describe('an answer', () => {
  test.each(ROUTES)('an answer has the id of its request: %s %s', async (method, path, body) => {
    const answer = await app.heksher.send(method, path, body, { 'X-Request-Id': OWN });

    expect(idOf(answer)).toBe(OWN);
  });

  test.each(ROUTES)('an answer has a new id if the request has none: %s %s', async (method, path, body) => {
    const answers = [await app.heksher.send(method, path, body), await app.heksher.send(method, path, body)];

    const [one, other] = answers.map(idOf);
    expect(one).toMatch(/^[\w-]{8,40}$/);
    expect(other).toMatch(/^[\w-]{8,40}$/);
    expect(one).not.toBe(other);
  });

  test.each(['', 'a b', 'a,b', 'a"b', '<a>', '{a}', 'a\\b', 'caf\u00e9', 'x'.repeat(129)])(
    'an answer does not repeat an id that is not sane: %j',
    async (own) => {
      for (const path of ['/api/v1/query', '/api/v1/rules/x']) {
        const answer = await app.heksher.send('GET', path, undefined, { 'X-Request-Id': own });

        expect(idOf(answer)).toMatch(/^[\w-]{8,40}$/);
        expect(own === '' || !answer.text.includes(own)).toBe(true);
      }
    },
  );

  test('an answer repeats an id of 128 characters', async () => {
    const own = 'x'.repeat(128);

    const answer = await app.heksher.send('GET', '/api/v1/query', undefined, { 'X-Request-Id': own });

    expect(idOf(answer)).toBe(own);
  });

  test('a 304 has the id of its request', async () => {
    const { headers } = await app.heksher.query();

    const answer = await app.heksher.send('GET', '/api/v1/query', undefined, {
      'If-None-Match': headers.get('etag') ?? '',
      'X-Request-Id': OWN,
    });

    expect(answer.status).toBe(304);
    expect(idOf(answer)).toBe(OWN);
  });

  test('an answer to a declaration from memory has the id of its request', async () => {
    const declared = await app.given.setting();
    const send = () => app.heksher.send('POST', '/api/v1/settings/declare', declared, { 'X-Request-Id': OWN });

    const answers = [await send(), await send(), await send()];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(idOf)).toEqual([OWN, OWN, OWN]);
  });

  test.each(['/api/v1/changes/stream', '/ofrep/v1/stream'])(
    'an answer that has no end bears a request id: %s',
    async (path) => {
      const leaving = new AbortController();

      const { headers } = await fetch(app.heksher.url + path, {
        headers: { 'X-Request-Id': OWN },
        signal: leaving.signal,
      });

      leaving.abort();
      expect(headers.get('x-request-id')).toBe(OWN);
    },
  );

  test("an answer's id may be read by pages of other origins, if they may read the answer at all", async () => {
    const answer = await app.heksher.send('POST', '/ofrep/v1/evaluate/flags', {}, { Origin: 'https://app.example' });

    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  });
});

describe('a failure', () => {
  test.each<[string, string, unknown]>([
    ['GET', '/api/v1/rules/x', undefined],
    ['POST', '/api/v1/rules', '{'],
    ['PUT', '/api/v1/query', {}],
    ['GET', '/nowhere', undefined],
  ])('a failure has the id of its request in its body: %s %s', async (method, path, body) => {
    const answers = [
      await app.heksher.send(method, path, body),
      await app.heksher.send(method, path, body, { 'X-Request-Id': OWN }),
    ];

    expect(answers[0]?.body).toMatchObject({ request_id: idOf(answers[0] as Answer) });
    expect(answers[1]?.body).toMatchObject({ request_id: OWN });
  });

  test('a failure of an OpenFeature route has exactly the members of its schema', async () => {
    const answer = await app.heksher.post('/ofrep/v1/evaluate/flags/nobody', {});

    expect(Object.keys(answer.body as object)).toEqual(['key', 'errorCode', 'errorDetails', 'metadata']);
  });

  test('a failure of the service is found in the log by the id of its request', async () => {
    const get = jest.spyOn(RulesService.prototype, 'get').mockRejectedValueOnce(new Error('a secret'));

    const answer = await app.heksher.rule(1);
    get.mockRestore();

    const [failed] = app.logs.filter(({ message }) => message === 'a request failed');
    expect(answer.status).toBe(500);
    expect(failed?.['request_id']).toBe(idOf(answer));
  });

  const MADE = expect.stringMatching(/^[\w-]{8,40}$/);
  const HEAD = `POST /api/v1/rules HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${OWN}\r\n`;

  test.each<[what: string, status: number, id: unknown, bytes: string]>([
    ['no HTTP', 400, MADE, 'nonsense\r\n\r\n'],
    ['a head that is too long', 431, MADE, `${HEAD}X-Long: ${'x'.repeat(300_000)}\r\n\r\n`],
    ['a body that is no body', 400, OWN, `${HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
  ])('a failure to read a request has a request id as well: %s', async (_, status, id, bytes) => {
    const { head, body } = await exchange(bytes);

    const [, named = ''] = /^X-Request-Id: (.*)$/m.exec(head) ?? [];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('\r\nCache-Control: no-cache\r\n');
    expect(head).toContain(`\r\nContent-Length: ${body.length}\r\n`);
    expect(named).toEqual(id);
    expect(JSON.parse(body)).toMatchObject({ status, request_id: named });
  });

  test.each(['/api/health', '/api/v1/query'])('an expectation that cannot be met is a problem: %s', async (path) => {
    await app.heksher.get(path); // the query is cached from now on

    const { head, body } = await exchange(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: ${OWN}\r\nExpect: odd\r\n\r\n`,
    );

    expect(head).toMatch(/^HTTP\/1.1 417 Expectation Failed\r\n/);
    expect(head).toContain('\r\nContent-Type: application/problem+json; charset=utf-8\r\n');
    expect(head).toContain('\r\nCache-Control: no-cache\r\n');
    expect(head).toContain(`\r\nX-Request-Id: ${OWN}\r\n`);
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Expectation Failed',
      status: 417,
      detail: expect.stringContaining('100-continue'),
      instance: path,
      request_id: OWN,
    });
  });

  /** The answer to some bytes, until the connection is closed. */
  async function exchange(bytes: string): Promise<{ head: string; body: string }> {
    const [head = '', body = ''] = (await say(app.heksher.url, bytes)).split('\r\n\r\n');
    return { head, body };
  }
});

test('the log of requests has their ids', async () => {
  const { heksher, logs } = logging;
  const line = () => logs.find(({ message, request_id }) => message === 'request' && request_id === OWN);

  await heksher.send('GET', '/api/v1/query', undefined, { 'X-Request-Id': OWN });

  await until(() => line() !== undefined, 'the line of the request');
  expect(line()).toMatchObject({ method: 'GET', route: '/api/v1/query', status: 200 });
});

describe('the headers', () => {
  const OF_ONE_REQUEST = ['date', 'x-request-id'];
  const headersOf = ({ headers }: Answer) =>
    Object.fromEntries([...headers].filter(([header]) => !OF_ONE_REQUEST.includes(header)));

  test('the headers are the same from memory as from Express', async () => {
    await app.heksher.query();

    const [fromMemory, fromExpress] = [await app.heksher.query(), await logging.heksher.query()];

    expect(headersOf(fromMemory)).toEqual(headersOf(fromExpress));
  });

  test.each(['/api/v1/query', '/api/v1/rules/x', '/api/health', '/openapi.json'])(
    'the headers of %s let a browser neither guess, nor run, nor frame, nor embed it',
    async (path) => {
      const answer = await app.heksher.get(path);

      expect(headersOf(answer)).toMatchObject({
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
      });
    },
  );

  test.each(['/docs', '/redoc'])('the headers of %s let its page work, but in no foreign frame', async (path) => {
    const { 'content-security-policy': policy, ...headers } = headersOf(await app.heksher.get(path));

    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
});
