import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { Seals } from '../../apps/heksher/src/access/sign-in/seals.js';
import { SessionCookies } from '../../apps/heksher/src/access/sign-in/session-cookies.js';
import { parsePublicUrl } from '../../apps/heksher/src/config/public-url.js';
import { parseRoleGroups } from '../../apps/heksher/src/config/role-groups.js';
import { parseTrustedProxies } from '../../apps/heksher/src/config/trusted-proxies.js';
import { startApp, type TestApp } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { CLIENT, IdentityProvider } from '../support/identity-provider.js';
import { ADMIN_TOKEN, accessOn } from './access.js';

const SECRET = 'a-secret-of-more-than-32-characters';
const JIM = { sub: 'jim-7', name: 'Jim', email: 'jim@example.com', email_verified: true, groups: ['web', 'choir'] };

let app: TestApp;
let provider: IdentityProvider;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = new IdentityProvider(await freePort(), [`${url}/auth/callback`]);
  const access = accessOn({
    roleGroups: parseRoleGroups('admin=platform;editor=web:web.,shared.'),
    signIn: {
      issuer: new URL(provider.issuer),
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scopes: 'openid email profile',
      groupsClaim: 'groups',
    },
    session: { secrets: [SECRET], hours: 8 },
  });
  // The provider is away while the service starts.
  app = await startApp({
    port,
    publicUrl: parsePublicUrl(url),
    access,
    trustedProxies: parseTrustedProxies('loopback'), // every browser has an address of its own
  });
});
beforeEach(async () => {
  await provider.stop();
  Object.assign(provider, { person: JIM, isRefusing: false, forged: undefined });
  await provider.start();
});
afterAll(async () => {
  await provider.stop();
  await app.stop();
});

/** The address of the callback that the provider sends a browser to, after the service has sent it to the provider. */
async function callbackOf(browser: Browser, { next = '', change = (_: URL) => {} } = {}): Promise<URL> {
  const answer = await browser.ask(`${url}/auth/login${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`);
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get('location') ?? '');
  change(location);
  return browser.follow(await browser.ask(location), `${url}/auth/callback`);
}

/** A browser that has signed in. */
async function signedIn(): Promise<Browser> {
  const browser = new Browser();
  const answer = await browser.ask(await callbackOf(browser));
  expect([answer.status, await answer.text()]).toEqual([302, '']);
  return browser;
}

const me = async (browser: Browser) => {
  const answer = await browser.ask(`${url}/auth/me`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
/** What the callback answers, and whether it begins a session. */
const outcome = async (browser: Browser, callback: URL) => {
  const answer = await browser.ask(callback);
  const { detail } = (await answer.json()) as { detail: string };
  return { status: answer.status, detail, hasSession: browser.jarOf(url).has('heksher_session') };
};

const INVALID = { status: 400, detail: expect.stringContaining('is not valid here'), hasSession: false };

test('a person signs in, and is who the provider says', async () => {
  const browser = new Browser();
  const callback = await callbackOf(browser, { next: '/ui/settings?q=a' });

  const answer = await browser.ask(callback);

  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/ui/settings?q=a']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect([...browser.jarOf(url).keys()]).toEqual(['heksher_session']);
  expect(await me(browser)).toEqual({
    status: 200,
    body: { name: 'Jim', email: 'jim@example.com', role: 'editor', prefixes: ['web.', 'shared.'], kind: 'person' },
  });
});

test('the way to the provider has PKCE, a state and a nonce, and the callback of the public URL', async () => {
  const answer = await fetch(`${url}/auth/login`, { redirect: 'manual', headers: { Host: 'evil.example' } });

  const query = Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
  expect(query).toMatchObject({
    redirect_uri: `${url}/auth/callback`,
    scope: 'openid email profile',
    code_challenge_method: 'S256',
    response_type: 'code',
  });
  expect(query['code_challenge']).toMatch(/^[\w-]{43}$/);
  expect(query['state']).toMatch(/^[\w-]{43}$/);
  expect(query['nonce']).toMatch(/^[\w-]{43}$/);
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^heksher_sign_in=.*Max-Age=600; HttpOnly/)]);
});

test('the callback is below the path prefix of the public URL', async () => {
  const replica = await app.replica({ port: 0, publicUrl: parsePublicUrl('https://host.example/heksher') });

  const answer = await fetch(`${replica.url}/auth/login`, { redirect: 'manual' });

  const location = new URL(answer.headers.get('location') ?? '');
  expect(location.searchParams.get('redirect_uri')).toBe('https://host.example/heksher/auth/callback');
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-heksher_sign_in=.*; Secure;/)]);
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example'])(
  'nobody is led to %j after signing in',
  async (next) => {
    const browser = new Browser();
    const answer = await browser.ask(await callbackOf(browser, { next }));

    expect(answer.headers.get('location')).toBe('/docs');
  },
);

test('another state is refused', async () => {
  const browser = new Browser();
  const callback = await callbackOf(browser);
  callback.searchParams.set('state', 'another');

  expect(await outcome(browser, callback)).toEqual(INVALID);
});

test('an answer for another browser is refused', async () => {
  const callback = await callbackOf(new Browser());
  const other = new Browser();
  await callbackOf(other);

  expect(await outcome(other, callback)).toEqual(INVALID);
  expect(await outcome(new Browser(), callback)).toMatchObject({
    status: 400,
    detail: expect.stringContaining('in another browser'),
  });
});

test('a code counts once', async () => {
  const browser = new Browser();
  const callback = await callbackOf(browser);
  const attempt = browser.jarOf(url).get('heksher_sign_in') ?? '';
  expect((await browser.ask(callback)).status).toBe(302);
  const thief = new Browser();
  thief.jarOf(url).set('heksher_sign_in', attempt);

  expect(await outcome(thief, callback)).toEqual(INVALID);
});

test('another nonce is refused', async () => {
  const browser = new Browser();
  const change = (location: URL) => location.searchParams.set('nonce', 'another');

  expect(await outcome(browser, await callbackOf(browser, { change }))).toEqual(INVALID);
});

const now = () => Math.floor(Date.now() / 1000);
const times = (offset: number) => ({ iat: now() + offset, exp: now() + offset + 60 });

test.each([
  ['another audience', () => ({ ...times(0), aud: 'another' })],
  ['another issuer', () => ({ ...times(0), iss: 'https://evil.example' })],
  ['a time that is over', () => times(-120)],
  ['no nonce', () => ({ ...times(0), nonce: undefined })],
])('an ID token with %s is refused', async (_, claims) => {
  const browser = new Browser();
  let nonce = '';
  const change = (location: URL) => void (nonce = location.searchParams.get('nonce') ?? '');
  const callback = await callbackOf(browser, { change });
  provider.forged = { claims: { nonce, ...claims() } };

  expect(await outcome(browser, callback)).toEqual(INVALID);
});

test.each([-20, 20])('a clock that is %d seconds off is forgiven', async (offset) => {
  const browser = new Browser();
  let nonce = '';
  const change = (location: URL) => void (nonce = location.searchParams.get('nonce') ?? '');
  const callback = await callbackOf(browser, { change });
  provider.forged = { claims: { nonce, iat: now() + offset, exp: now() + Math.min(60, offset) } };

  expect((await browser.ask(callback)).status).toBe(302);
});

test('an ID token that the provider has not signed is refused', async () => {
  const browser = new Browser();
  let nonce = '';
  const change = (location: URL) => void (nonce = location.searchParams.get('nonce') ?? '');
  const callback = await callbackOf(browser, { change });
  const { privateKey } = await generateKeyPair('RS256');
  provider.forged = { claims: { nonce, ...times(0) }, key: privateKey };

  expect(await outcome(browser, callback)).toEqual(INVALID);
});

test('a new key of the provider counts at once', async () => {
  await signedIn();
  await provider.rotateKey();

  expect((await me(await signedIn())).status).toBe(200);
});

test('whom the provider refuses is refused', async () => {
  provider.isRefusing = true;
  const browser = new Browser();

  expect(await outcome(browser, await callbackOf(browser))).toMatchObject({ status: 403, hasSession: false });
});

test('whoever is in no group with a role gets no session', async () => {
  provider.person = { ...JIM, groups: ['choir'] };
  const browser = new Browser();

  expect(await outcome(browser, await callbackOf(browser))).toEqual({
    status: 403,
    detail: 'jim@example.com is in no group that has a role here',
    hasSession: false,
  });
});

test('while the provider is away nobody signs in, and later they do', async () => {
  await provider.stop();

  const answer = await fetch(`${url}/auth/login`, { redirect: 'manual' });
  const page = await fetch(`${url}/auth/login`, { redirect: 'manual', headers: { Accept: 'text/html' } });

  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('cannot be reached') });
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('cannot be reached');
  await provider.start();
  expect((await me(await signedIn())).status).toBe(200);
});

const person = { kind: 'person', name: 'Jim', groups: ['platform'], subject: '7' } as const;

test.each([
  ['of another key', () => new SessionCookies(new Seals([`another-${SECRET}`]), 8, false)],
  ['that has expired', () => new SessionCookies(new Seals([SECRET]), -1, false)],
])('a session %s is no session', async (_, cookies) => {
  const [cookie = ''] = (await cookies().seal(person)).split(';');
  const answer = await fetch(`${url}/auth/me`, { headers: { Cookie: cookie } });
  expect(answer.status).toBe(401);
});

test('a session of the same key is one, on every instance', async () => {
  const [cookie = ''] = (await new SessionCookies(new Seals([SECRET]), 8, false).seal(person)).split(';');
  const replica = await app.replica({ port: 0 });

  const answer = await fetch(`${replica.url}/auth/me`, { headers: { Cookie: cookie } });

  expect(await answer.json()).toMatchObject({ name: 'Jim', email: null, role: 'admin', kind: 'person' });
});

test('no secret of signing in is logged', async () => {
  const browser = new Browser();
  const callback = await callbackOf(browser);
  await browser.ask(callback);
  callback.searchParams.set('state', 'another');
  await browser.ask(callback);

  const log = JSON.stringify(app.logs);
  const secrets = [callback.searchParams.get('code') ?? '', CLIENT.secret, SECRET, ADMIN_TOKEN];
  for (const secret of [...secrets, ...browser.jarOf(url).values()]) expect(log).not.toContain(secret);
});
