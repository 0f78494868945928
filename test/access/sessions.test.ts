import { expect, test } from '@jest/globals';
import { parsePublicUrl } from '../../apps/heksher/src/config/public-url.js';
import { useApp } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const app = useApp({ access: accessOn() });

const paste = (browser: Browser, token: unknown, headers: Record<string, string> = { Origin: app.heksher.url }) =>
  browser.ask(`${app.heksher.url}/auth/session`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({ token }),
  });
const me = async (browser: Browser) => {
  const answer = await browser.ask(`${app.heksher.url}/auth/me`);
  return { status: answer.status, body: (await answer.json()) as unknown };
};
/** Another address than that of the other tests. */
const replicaUrl = async () => (await app.replica({ port: 0 })).url;

test('pasting a token begins a session, and signing out ends it', async () => {
  const browser = new Browser();

  const answer = await paste(browser, ADMIN_TOKEN);

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([204, 'no-store']);
  expect(await me(browser)).toEqual({
    status: 200,
    body: { name: 'HEKSHER_ADMIN_TOKEN', email: null, role: 'admin', prefixes: [], kind: 'token' },
  });
  const headers = { 'Sec-Fetch-Site': 'same-origin' };
  expect((await browser.ask(`${app.heksher.url}/auth/logout`, { method: 'POST', headers })).status).toBe(204);
  expect((await me(browser)).status).toBe(401);
});

test('the session of a token ends when the token is revoked', async () => {
  const headers = { ...JSON_TYPE, Authorization: `Bearer ${ADMIN_TOKEN}` };
  const body = JSON.stringify({ name: 'pipeline', role: 'editor', prefixes: ['web.'] });
  const tokens = `${app.heksher.url}/api/v1/tokens`;
  const made = (await (await fetch(tokens, { method: 'POST', headers, body })).json()) as { id: string; token: string };
  const browser = new Browser();
  await paste(browser, made.token);
  expect(await me(browser)).toMatchObject({ status: 200, body: { name: 'pipeline', role: 'editor', kind: 'token' } });

  await fetch(`${tokens}/${made.id}`, { method: 'DELETE', headers });

  expect((await me(browser)).status).toBe(401);
});

test('a wrong token begins no session', async () => {
  const browser = new Browser();

  const answer = await paste(browser, 'wrong');

  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="heksher"']);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect((await paste(browser, 7)).status).toBe(422);
});

test.each<Record<string, string>>([{}, { Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }])(
  'the page of another site, with %j, begins and ends no session',
  async (headers) => {
    const browser = new Browser();
    await paste(browser, ADMIN_TOKEN);

    expect((await paste(browser, ADMIN_TOKEN, headers)).status).toBe(403);
    expect((await browser.ask(`${app.heksher.url}/auth/logout`, { method: 'POST', headers })).status).toBe(403);
    expect((await me(browser)).status).toBe(200);
  },
);

test('nobody is told that they are not signed in', async () => {
  const answer = await fetch(`${app.heksher.url}/auth/me`);

  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="heksher"']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('the page to sign in is safe to show, and works without a provider', async () => {
  const answer = await fetch(`${app.heksher.url}/auth?next=/"><script>`, { headers: { Accept: 'text/html' } });
  const html = await answer.text();

  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'sha256-");
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(html).toContain('You are not signed in.');
  expect(html).not.toContain('"><script>');
  expect(html).not.toContain('auth/login');
});

test('the page to sign in is shown with a session that has ended', async () => {
  const headers = { Accept: 'text/html', Cookie: 'heksher_session=x' };

  const answer = await fetch(`${app.heksher.url}/auth`, { headers });

  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('the session is over');
});

test('without a provider there is nothing to sign in at', async () => {
  expect((await fetch(`${app.heksher.url}/auth/login`)).status).toBe(404);
});

test('more than 30 requests a minute are refused', async () => {
  const url = await replicaUrl();
  for (let number = 0; number < 30; number++) await fetch(`${url}/auth/login`);

  const answer = await fetch(`${url}/auth/login`);

  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
  expect((await fetch(`${url}/auth/me`)).status).toBe(401);
});

test('more than 20 wrong tokens a minute are refused', async () => {
  const url = await replicaUrl();
  const tryToken = (token: string) =>
    fetch(`${url}/auth/session`, {
      method: 'POST',
      headers: { ...JSON_TYPE, Origin: url },
      body: JSON.stringify({ token }),
    });
  for (let number = 0; number < 20; number++) expect((await tryToken(`wrong-${number}`)).status).toBe(401);

  expect((await tryToken(ADMIN_TOKEN)).status).toBe(429);
});

test('over HTTPS the cookie is secure', async () => {
  const { url } = await app.replica({ port: 0, publicUrl: parsePublicUrl('https://host.example/heksher') });

  const headers = { ...JSON_TYPE, Origin: 'https://host.example' };
  const body = JSON.stringify({ token: ADMIN_TOKEN });
  const answer = await fetch(`${url}/auth/session`, { method: 'POST', headers, body });

  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-heksher_session=.*; Secure; /)]);
});

test('with access off everybody is an admin, and nobody signs in', async () => {
  const { url } = await app.replica({ port: 0, access: undefined });

  expect(await (await fetch(`${url}/auth/me`)).json()).toEqual({
    name: 'anonymous',
    email: null,
    role: 'admin',
    prefixes: [],
    kind: 'anonymous',
  });
  for (const path of ['', '/login', '/callback']) expect((await fetch(`${url}/auth${path}`)).status).toBe(404);
  for (const path of ['/session', '/logout']) {
    expect((await fetch(`${url}/auth${path}`, { method: 'POST' })).status).toBe(404);
  }
});
