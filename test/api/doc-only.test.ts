import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve } from '../support/app.js';
import { Heksher } from '../support/heksher.js';

const logs: Record<string, unknown>[] = [];
let service: Awaited<ReturnType<typeof serve>>;
let heksher: Heksher;
beforeAll(async () => {
  service = await serve(undefined, logs);
  heksher = new Heksher(service.url);
});
afterAll(() => service.close());

describe('without a database', () => {
  test('without a database the health is good and says that only the documentation is served', async () => {
    const answer = await heksher.get('/api/health');

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"version":"1.2.3","doc_only":true}');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test.each(['/api/health/live', '/api/health/ready'])(
    'without a database the route %s is good as well',
    async (path) => {
      const answer = await heksher.get(path);

      expect(answer.status).toBe(200);
      expect(answer.text).toBe('{"version":"1.2.3","doc_only":true}');
    },
  );

  test.each([
    ['/docs', 'text/html'],
    ['/docs/', 'text/html'],
    ['/redoc', 'text/html'],
    ['/openapi.json', 'application/json'],
    ['/favicon.ico', 'image/'],
  ])('without a database the page %s is served', async (path, type) => {
    const [get, head] = [await heksher.get(path), await heksher.send('HEAD', path)];

    expect(get.status).toBe(200);
    expect(get.headers.get('content-type')).toContain(type);
    expect(get.text).not.toBe('');
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
  });

  test.each(['/docs', '/docs/', '/redoc', '/redoc/'])(
    'all files that %s loads come from this service',
    async (path) => {
      const { text } = await heksher.get(path);

      const sources = [...text.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
      const urls = sources.map((source) => new URL(source ?? '', heksher.url + path));
      expect(urls.length).toBeGreaterThan(0);
      for (const { origin, pathname } of urls) {
        expect(origin).toBe(heksher.url);
        // The build adds Redoc itself: see config.test.ts.
        if (pathname.startsWith('/redoc/')) continue;
        expect([pathname, (await heksher.get(pathname)).status]).toEqual([pathname, 200]);
      }
    },
  );

  test('without a database the document has the routes of the full service', async () => {
    const { body } = await heksher.get('/openapi.json');

    const { openapi, info, paths } = body as { openapi: string; info: object; paths: Record<string, object> };
    expect(openapi).toMatch(/^3\.1\./);
    expect(info).toMatchObject({ title: 'Heksher', version: '1.2.3' });
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/query', '/api/v1/rules/{id}', '/api/health']));
  });

  test.each([
    ['GET', '/api/v1/query'],
    ['GET', '/api/v1/rules/1'],
    ['POST', '/api/v1/rules'],
    ['GET', '/api/v1/settings'],
    ['POST', '/api/v1/settings/declare'],
    ['PUT', '/api/v1/settings/a/type'],
    ['GET', '/api/v1/context_features'],
    ['DELETE', '/api/v1/context_features/user'],
    ['GET', '/nowhere'],
    ['GET', '/'],
  ])('without a database the route %s %s is 404, and the answer says why', async (method, path) => {
    const answer = await heksher.send(method, path, method === 'GET' ? undefined : {});

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringContaining('DOC_ONLY'),
      instance: path,
      request_id: expect.any(String),
    });
  });

  test('a service without a database logs no warning', () => {
    expect(logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});
