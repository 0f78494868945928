import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/web-sdk';
import { parsePublicUrl } from '../../apps/heksher/src/config/public-url.js';
import { TrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { provideEventSource } from '../api/ofrep-event-source.js';
import { startApp, useApp } from '../support/app.js';
import { Heksher } from '../support/heksher.js';
import { blocksOf, readPage, under } from '../support/markdown.js';
import { isNginxInstalled, startNginx, type Nginx } from '../support/nginx.js';
import { until } from '../support/until.js';

const [documented] = blocksOf(under(readPage('docs/deploying.md'), '## Behind a reverse proxy'));

/** nginx with the configuration in docs/deploying.md, in front of a service. */
const proxyTo = (url: string) => documented?.text.replace('http://127.0.0.1:8888', url) ?? '';

/** The addresses that a page loads, as a browser resolves them. Redoc's script exists only once the service is built. */
function addressesOf(html: string, page: string): string[] {
  const links = [...html.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, link = '']) => link);
  return links.map((link) => new URL(link, page).href);
}

(isNginxInstalled ? describe : describe.skip)('a service below a path of nginx', () => {
  const app = useApp({ trustedProxies: new TrustedProxies(['loopback']) });
  let nginx: Nginx;
  let heksher: Heksher;
  beforeAll(async () => {
    nginx = await startNginx({ server: proxyTo(app.heksher.url) });
    app.onStop(() => nginx.stop());
    heksher = new Heksher(`${nginx.url}/heksher`);
  });
  afterEach(() => OpenFeature.close());

  test.each(['/docs', '/docs/', '/docs?x=y', '/docs/index.html', '/redoc', '/redoc/'])(
    'a service below a path of nginx shows the page %s, with all that it loads',
    async (path) => {
      const page = await heksher.get(path);
      const addresses = addressesOf(page.text, heksher.url + path);

      expect(page.status).toBe(200);
      expect(addresses.length).toBeGreaterThan(2);
      for (const address of addresses) {
        expect(address.startsWith(`${heksher.url}/`)).toBe(true);
        if (!address.endsWith('/redoc.standalone.js')) expect((await fetch(address)).status).toBe(200);
      }
    },
  );

  test('a service below a path of nginx names a server in its document that takes the requests of "Try it out"', async () => {
    const document = (await heksher.get('/openapi.json')).body as { servers: [{ url: string }] };
    const script = (await heksher.get('/docs/swagger-ui-init.js')).text;

    const answer = await fetch(`${new URL(document.servers[0].url, nginx.url).href}/api/v1/context_features`);

    expect(document.servers).toEqual([{ url: '/heksher' }]);
    expect(script).toMatch(/"servers":\s*\[\s*{\s*"url":\s*"\/heksher"\s*}\s*]/);
    expect(answer.status).toBe(200);
  });

  test('a service below a path of nginx redirects a browser to its documentation', async () => {
    const { redirected, url, status } = await fetch(`${heksher.url}/`, { headers: { Accept: 'text/html' } });

    expect({ redirected, url, status }).toEqual({ redirected: true, url: `${heksher.url}/docs`, status: 200 });
  });

  test('a service below a path of nginx gives a new rule a Location at which it is found', async () => {
    const setting = await app.given.setting();

    const { headers } = await heksher.addRule({
      setting: setting.name,
      feature_values: { [setting.configurable_features[0] ?? '']: 'x' },
      value: setting.default_value,
    });

    expect(headers.get('location')).toMatch(/^\/\d+$/);
    expect(headers.get('content-location')).toBe(`/heksher/api/v1/rules${headers.get('location')}`);
    expect((await fetch(nginx.url + headers.get('content-location'))).status).toBe(200);
  });

  test('a service below a path of nginx ignores the actor that a client claims to be', async () => {
    const feature = `f_${Date.now()}`;

    await heksher.send(
      'POST',
      '/api/v1/context_features',
      { context_feature: feature },
      { 'X-Forwarded-Email': 'mallory@example.com', 'X-Forwarded-User': 'mallory' },
    );

    const { changes } = (await app.heksher.get('/api/v1/changes?limit=1000')).body as { changes: { actor: unknown }[] };
    expect(changes.at(-1)?.actor).toBeNull();
  });

  test('a service below a path of nginx sends an event of a stream at once', async () => {
    const leaving = new AbortController();
    const { body } = await fetch(`${heksher.url}/api/v1/changes/stream`, { signal: leaving.signal });
    const { name } = await app.given.setting();

    let read = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      read += chunk;
      if (read.includes(name)) break;
    }

    leaving.abort();
    expect(read).toContain('event: change');
  });

  test('a service below a path of nginx sends a change to a web page', async () => {
    const sources = provideEventSource();
    const setting = await app.given.setting({ type: 'int', default_value: 50 });
    await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: heksher.url, cacheMode: 'disabled' }));
    const client = OpenFeature.getClient();
    await until(() => sources.made[0]?.readyState === 1, 'the stream of the page');
    const before = client.getNumberValue(setting.name, 0);

    await heksher.declare({ ...setting, default_value: 64, version: '1.1' });
    await until(() => client.getNumberValue(setting.name, 0) === 64, 'the new value');

    expect(before).toBe(50);
    expect(sources.made[0]?.url).toBe(`${nginx.url}/heksher/ofrep/v1/stream`);
    sources.remove();
  });
});

(isNginxInstalled ? describe : describe.skip)('a service with a public URL behind nginx', () => {
  test('a service with a public URL behind nginx gives addresses below that URL', async () => {
    const app = await startApp({ publicUrl: parsePublicUrl('https://host.example/settings/') });
    const nginx = await startNginx({ server: proxyTo(app.heksher.url).replaceAll('/heksher', '/settings') });
    const heksher = new Heksher(`${nginx.url}/settings`);

    const document = (await heksher.get('/openapi.json')).body as { servers: unknown };
    const flags = (await heksher.post('/ofrep/v1/evaluate/flags', {})).body as { eventStreams: unknown };

    expect(document.servers).toEqual([{ url: 'https://host.example/settings' }]);
    expect(flags.eventStreams).toEqual([
      { type: 'sse', endpoint: { requestUri: '/settings/ofrep/v1/stream' }, inactivityDelaySec: 120 },
    ]);
    expect((await heksher.get('/docs/swagger-ui-init.js')).text).toContain('"/settings"');
    await nginx.stop();
    await app.stop();
  });
});
