import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HeksherConfig } from '../../apps/heksher/src/config/config.js';
import { parsePublicUrl } from '../../apps/heksher/src/config/public-url.js';
import { parseTrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { BUILT_UI, serve, startApp, useApp, type Service } from '../support/app.js';
import { isNginxInstalled, startNginx } from '../support/nginx.js';
import { createDatabase } from '../support/postgres.js';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { look, overflow } from './support/look.js';
import { usePage } from './support/page.js';

const UI = { banner: undefined };
const INDEX = readFileSync(new URL('index.html', BUILT_UI), 'utf8');
const [SCRIPT = ''] = /assets\/[\w-]+\.js/.exec(INDEX) ?? [];
const SOURCE = readFileSync(new URL(SCRIPT, BUILT_UI));
const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('the files of the admin UI', () => {
  const app = useApp({ ui: UI });
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(app.heksher.url + path, { method, headers, redirect: 'manual' });

  test.each([
    '/ui',
    '/ui/',
    '/ui?x=y',
    '/ui/settings',
    '/ui/settings/checkout.payment.js',
    '/ui/settings/a.b/rules/1',
    '/ui/index.html',
  ])('%s is the page', async (path) => {
    const answer = await ask(path);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toBe(INDEX);
  });

  test('an asset is kept for ever, because its name has a hash of its content', async () => {
    const answer = await ask(`/ui/${SCRIPT}`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(Buffer.from(await answer.arrayBuffer()).equals(SOURCE)).toBe(true);
  });

  test.each(['/ui/assets/missing.js', '/ui/assets/', '/ui/assets', '/ui/assets/a/b.js'])(
    'the missing asset %s is 404, never the page',
    async (path) => {
      const answer = await ask(path, { Accept: CHROME });

      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.json()).toMatchObject({ status: 404, instance: path });
    },
  );

  test.each(['/ui/assets/%2e%2e/index.html', '/ui/assets/..%2findex.html', `/ui/${SCRIPT}.br`])(
    '%s is 404: only assets are served there',
    async (path) => {
      expect((await raw(app.heksher.url, path)).status).toBe(404);
    },
  );

  test.each([
    ['br', 'gzip, deflate, br, zstd', (content: Buffer) => brotliDecompressSync(content)],
    ['gzip', 'br;q=0.5, gzip', (content: Buffer) => gunzipSync(content)],
    [undefined, 'identity', (content: Buffer) => content],
  ])('the files come as %s to a client that accepts %s', async (encoding, accepted, decode) => {
    for (const [path, expected] of [
      [`/ui/${SCRIPT}`, SOURCE],
      ['/ui/', Buffer.from(INDEX)],
    ] as const) {
      const { headers, content } = await raw(app.heksher.url, path, accepted);

      expect([headers['content-encoding'], headers['vary']]).toEqual([encoding, 'Accept-Encoding']);
      expect(headers['content-length']).toBe(String(content.length));
      expect(decode(content).equals(expected)).toBe(true);
    }
  });

  test.each(['/ui/', `/ui/${SCRIPT}`])(
    '%s is 304 for a client that has it in the encoding it accepts',
    async (path) => {
      const br = { 'Accept-Encoding': 'br' };
      const etag = (await ask(path, br)).headers.get('etag') ?? '';

      const same = await ask(path, { ...br, 'If-None-Match': `"x", W/${etag}` });
      const other = await ask(path, { 'Accept-Encoding': 'gzip', 'If-None-Match': etag });

      expect(etag).toMatch(/^"[\w-]+"$/);
      expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
      expect(same.headers.get('content-encoding')).toBeNull();
      expect(other.status).toBe(200);
    },
  );

  test.each(['/ui/', '/ui/settings/a.b', `/ui/${SCRIPT}`, '/ui/config.json'])(
    'HEAD of %s has the headers of GET',
    async (path) => {
      const [get, head] = [await ask(path), await ask(path, {}, 'HEAD')];

      expect([head.status, await head.text()]).toEqual([200, '']);
      for (const name of ['content-type', 'content-length', 'content-encoding', 'etag', 'vary', 'cache-control'])
        expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    },
  );

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('there is no route %s', async (method) => {
    expect((await ask('/ui/settings', {}, method)).status).toBe(404);
  });

  test.each(['/ui/', `/ui/${SCRIPT}`, '/ui/config.json'])(
    '%s runs no code but its own, in no frame, and asks no other host',
    async (path) => {
      const { headers } = await ask(path);

      expect(headers.get('content-security-policy')?.split(';').sort()).toEqual([
        "base-uri 'self'",
        "connect-src 'self'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "script-src 'self'",
        "style-src 'self'",
      ]);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-request-id')).not.toBeNull();
    },
  );

  test('requests for the UI count as one route, whatever setting they show', async () => {
    for (const path of ['/ui', '/ui/settings/a', '/UI/settings/b', `/ui/${SCRIPT}`, '/ui/config.json']) await ask(path);

    const { text } = await app.heksher.get('/metrics');
    const routes = [...text.matchAll(/^heksher_http_requests_total\{.*route="([^"]*)".*\}/gm)].map(
      ([, route]) => route,
    );
    expect(routes).toContain('ui');
    expect(routes.filter((route) => /\/ui/i.test(route ?? ''))).toEqual([]);
  });

  test('the document of the API does not have the UI', async () => {
    const { text } = await app.heksher.get('/openapi.json');

    expect(text).not.toContain('"/ui');
  });

  test.each([
    [CHROME, 302, '/ui/'],
    ['text/html', 302, '/ui/'],
    ['*/*', 404, null],
    ['application/json', 404, null],
  ])('the root of the service answers a client that accepts %s with %s', async (accept, status, location) => {
    const answer = await ask('/', { Accept: accept });

    expect([answer.status, answer.headers.get('location')]).toEqual([status, location]);
  });
});

describe('what is configured', () => {
  const app = useApp({ ui: UI });
  const configOf = async (differences: Partial<HeksherConfig>) => {
    const answer = await (await app.replica(differences)).get('/ui/config.json');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    return answer.body;
  };
  const ACCESS: HeksherConfig['access'] = {
    adminToken: 'a'.repeat(32),
    anonymousRole: 'none',
    metricsRole: 'none',
    roleGroups: undefined,
    signIn: undefined,
    session: { secrets: undefined, hours: 8 },
  };

  test('by default there is no banner, access is off, and uses are counted', async () => {
    expect(await configOf({})).toEqual({
      banner: null,
      version: '1.2.3',
      docs: 'docs',
      access: { on: false, provider: false },
      usage: true,
    });
  });

  test('there may be a banner', async () => {
    const banner = { text: 'production', color: 'red' };

    expect(await configOf({ ui: { banner } })).toMatchObject({ banner });
  });

  test('with access on, the page and what is configured need no role', async () => {
    expect(await configOf({ access: ACCESS })).toMatchObject({ access: { on: true, provider: false } });
    const closed = await app.replica({ access: ACCESS });
    expect((await closed.get('/api/v1/settings')).status).toBe(401);
    for (const path of ['/ui', '/ui/settings/a.b', `/ui/${SCRIPT}`])
      expect([path, (await closed.get(path)).status]).toEqual([path, 200]);
  });

  test('after signing in, people are led to the UI', async () => {
    const closed = await app.replica({ access: ACCESS });

    const answer = await closed.send('GET', '/auth', undefined, { Accept: CHROME });

    expect(answer.text).toContain('/ui/');
    expect(answer.text).not.toContain('/docs');
  });
});

describe('below a path prefix', () => {
  const app = useApp({ ui: UI });
  const baseOf = (text: string) => /<base href="([^"]*)" \/>/.exec(text)?.[1];

  test('the page begins at the path of the public URL', async () => {
    const replica = await app.replica({ publicUrl: parsePublicUrl('https://host.example/team/heksher') });
    const page = await replica.get('/ui/settings/a.b');
    const root = await fetch(`${replica.url}/`, { headers: { Accept: CHROME }, redirect: 'manual' });

    expect(baseOf(page.text)).toBe('/team/heksher/ui/');
    expect(root.headers.get('location')).toBe('/team/heksher/ui/');
  });

  test('the page begins at the prefix that a trusted proxy names, and caches keep pages apart by it', async () => {
    const replica = await app.replica({ trustedProxies: parseTrustedProxies('loopback') });
    const pageAt = (prefix: string) => replica.send('GET', '/ui/', undefined, { 'X-Forwarded-Prefix': prefix });

    const [one, other, bad] = [await pageAt('/one'), await pageAt('/a&amp/b'), await pageAt('//evil.example')];

    expect([one, other, bad].map(({ text }) => baseOf(text))).toEqual(['/one/ui/', '/a&amp;amp/b/ui/', '/ui/']);
    expect(one.headers.get('vary')).toBe('X-Forwarded-Prefix, Accept-Encoding');
    expect(one.headers.get('etag')).not.toBe(other.headers.get('etag'));
  });

  test('a prefix of a client that is no trusted proxy is ignored', async () => {
    const page = await app.heksher.send('GET', '/ui/', undefined, { 'X-Forwarded-Prefix': '/one' });

    expect(baseOf(page.text)).toBe('/ui/');
  });
});

describe('without the admin UI', () => {
  const services: Service[] = [];
  const logs: Record<string, unknown>[] = [];
  let url: string;
  beforeAll(async () => {
    services.push(await serve(undefined, logs, { ui: UI }));
    url = services[0]?.url ?? '';
  });
  afterAll(() => Promise.all(services.map((service) => service.close())));

  test('in doc-only mode there is no UI, and the root leads to the documentation', async () => {
    const root = await fetch(`${url}/`, { headers: { Accept: CHROME }, redirect: 'manual' });

    expect((await fetch(`${url}/ui/`)).status).toBe(404);
    expect(root.headers.get('location')).toBe('/docs');
    expect(logs.filter(({ level }) => level !== 'info' && level !== 'debug')).toEqual([]);
  });

  test('a service whose UI is not built says so, and does without', async () => {
    const lines: Record<string, unknown>[] = [];
    const database = await createDatabase();
    const uiDirectory = new URL('missing/', BUILT_UI);
    const service = await serve(database.url, lines, { ui: UI }, undefined, uiDirectory);
    const root = await fetch(`${service.url}/`, { headers: { Accept: CHROME }, redirect: 'manual' });
    const page = await service.heksher.get('/ui/');
    await service.close();
    await database.drop();

    expect([page.status, root.headers.get('location')]).toEqual([404, '/docs']);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'the admin UI is not built, so it is not served',
        directory: expect.stringMatching(/missing\/$/),
      }),
    );
  });

  test('if the UI is off, its addresses are 404, and the root leads to the documentation', async () => {
    const app = await startApp({ ui: undefined });
    const root = await fetch(`${app.heksher.url}/`, { headers: { Accept: CHROME }, redirect: 'manual' });
    const statuses = [];
    for (const path of ['/ui', '/ui/', '/ui/settings', '/ui/config.json', `/ui/${SCRIPT}`])
      statuses.push((await app.heksher.get(path)).status);
    await app.stop();

    expect(statuses).toEqual([404, 404, 404, 404, 404]);
    expect(root.headers.get('location')).toBe('/docs');
  });
});

(isNginxInstalled ? describeInBrowser : describe.skip)('the page below a path prefix', () => {
  const ui = usePage({ trustedProxies: parseTrustedProxies('loopback') });

  test('behind a proxy with a path prefix, everything that the page loads and asks is below it', async () => {
    const size = await ui.given.setting({ type: 'int' });
    const proxy = await startNginx({
      server: `location /heksher/ {
        proxy_pass ${ui.heksher.url}/;
        proxy_set_header X-Forwarded-Prefix /heksher;
      }`,
    });
    ui.expectComplaint(new RegExp(`^a request to ${proxy.url}/heksher/`)); // the host is another one

    await ui.page.goto(`${proxy.url}/heksher/ui/settings?q=${size.name}`);

    await ui.page.getByText(size.name, { exact: true }).first().waitFor();
    await ui.page.goto('about:blank'); // ends its streams
    await proxy.stop();
  });
});

describeInBrowser('the page', () => {
  const ui = usePage({ ui: { banner: { text: 'production', color: 'red' } } });

  test('the page shows the settings of the service', async () => {
    const size = await ui.given.setting({ type: 'int' });

    await ui.open();

    await ui.page.getByText(size.name, { exact: true }).first().waitFor();
    await ui.page.getByText('production').first().waitFor();
    await look(ui.page, 'settings');
    expect(await axe(ui.page)).toEqual([]);
    expect(await overflow(ui.page, 320)).toBe(0);
  });
});

/** The answer as it is sent: `fetch` would decode it, and tidy the path. */
async function raw(
  url: string,
  path: string,
  encodings = 'br',
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; content: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { path, headers: { 'Accept-Encoding': encodings } }, (answer) => {
      const { statusCode: status, headers } = answer;
      buffer(answer).then((content) => resolve({ status, headers, content }), reject);
    });
    asked.on('error', reject).end();
  });
}
