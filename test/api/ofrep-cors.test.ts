import { beforeAll, describe, expect, test } from '@jest/globals';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { useApp } from '../support/app.js';
import type { Heksher } from '../support/heksher.js';

const FLAGS = '/ofrep/v1/evaluate/flags';
const ORIGIN = 'https://app.example';
const EXPOSED = 'ETag, Age, Retry-After, X-Request-Id';

/** The service of each group of tests. */
let heksher: Heksher;
const ask = (method: string, path: string, origin?: string, headers: Record<string, string> = {}) =>
  heksher.send(method, path, method === 'POST' ? {} : undefined, {
    ...(origin === undefined ? {} : { Origin: origin }),
    ...headers,
  });
const preflight = (path: string, origin: string) =>
  ask('OPTIONS', path, origin, {
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'cache-control,content-type,heksher-min-sequence,if-none-match',
  });

/** The headers of an answer that tell a browser what pages of other origins may do. */
function corsOf({ headers }: { headers: Headers }): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
}

function serveFor(corsOrigins: HeksherConfig['corsOrigins']): void {
  const app = useApp({ corsOrigins });
  beforeAll(() => void ({ heksher } = app));
}

describe('with a list of origins', () => {
  serveFor([ORIGIN, 'capacitor://localhost']);

  test.each([FLAGS, `${FLAGS}/size`, '/ofrep/v1/stream'])('a preflight of %s is answered', async (path) => {
    const answer = await preflight(path, ORIGIN);

    expect(answer.status).toBe(204);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'Content-Type, Authorization, X-API-Key, If-None-Match, Cache-Control, Heksher-Min-Sequence, X-Request-Id',
      'access-control-expose-headers': EXPOSED,
      'access-control-max-age': '600',
      vary: 'Origin',
    });
  });

  test.each([ORIGIN, 'capacitor://localhost'])('a page of %s may read flags, entity tags included', async (origin) => {
    const answer = await ask('POST', FLAGS, origin);

    expect(answer.status).toBe(200);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': EXPOSED,
      vary: 'Origin',
    });
  });

  test('a page of an allowed origin may say how old its answer may be, and read how old it is', async () => {
    await ask('POST', FLAGS, ORIGIN);

    const answer = await ask('POST', FLAGS, ORIGIN, { 'Cache-Control': 'max-age=3600', 'Heksher-Min-Sequence': '0' });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('age')).toMatch(/^\d+$/);
    expect(corsOf(answer)['access-control-expose-headers']).toBe(EXPOSED);
  });

  test('a page of an allowed origin may read a 304 and the reason of a failure', async () => {
    const { headers } = await ask('POST', FLAGS, ORIGIN);

    const unchanged = await ask('POST', FLAGS, ORIGIN, { 'If-None-Match': headers.get('etag') ?? '' });
    const missing = await ask('POST', `${FLAGS}/nobody`, ORIGIN);
    const unread = await heksher.send('POST', FLAGS, '{', { Origin: ORIGIN });

    expect([unchanged.status, missing.status, unread.status]).toEqual([304, 404, 400]);
    for (const answer of [unchanged, missing, unread]) {
      expect(corsOf(answer)).toMatchObject({ 'access-control-allow-origin': ORIGIN });
    }
  });

  test.each([undefined, 'https://other.example', 'https://app.example:444', 'http://app.example', 'null'])(
    'a page of %s may not',
    async (origin) => {
      const answer = await ask('POST', FLAGS, origin);

      expect(answer.status).toBe(200);
      expect(corsOf(answer)).toEqual({ vary: 'Origin' });
    },
  );

  test('a preflight from another origin gets the answer of a missing route', async () => {
    const answer = await preflight(FLAGS, 'https://other.example');

    expect(answer.status).toBe(404);
    expect(corsOf(answer)).toEqual({ vary: 'Origin' });
  });

  test('no route outside /ofrep/ is open to pages of other origins', async () => {
    expect(corsOf(await ask('GET', '/api/v1/settings', ORIGIN))).toEqual({});
  });
});

describe('with *', () => {
  serveFor('*');

  test('pages of every origin may read flags', async () => {
    const answer = await ask('POST', FLAGS, 'https://any.example');

    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': EXPOSED,
    });
    expect((await preflight(FLAGS, 'https://any.example')).status).toBe(204);
  });
});

describe('without configuration', () => {
  serveFor(undefined);

  test('pages of other origins may read nothing', async () => {
    expect(corsOf(await ask('POST', FLAGS, ORIGIN))).toEqual({});
    expect((await preflight(FLAGS, ORIGIN)).status).toBe(404);
  });
});
