import { afterEach, expect, jest, test } from '@jest/globals';
import { Seals } from './seals.js';
import { SessionCookies, type Session } from './session-cookies.js';

const SECRET = 'a-secret-of-more-than-32-characters';
const OTHER = 'another-secret-of-over-32-characters';
const JIM: Session = {
  kind: 'person',
  name: 'Jim',
  email: 'jim@example.com',
  groups: ['web'],
  subject: '7',
};

const cookiesOf = (secrets: string[] = [SECRET], isSecure = true) =>
  new SessionCookies(new Seals(secrets), 8, isSecure);
/** The `Cookie` header that a browser sends after this `Set-Cookie` header. */
const sent = (setCookie: string) => `theme=dark; ${setCookie.split(';')[0]}`;

afterEach(() => void jest.useRealTimers());

test.each<Session>([JIM, { kind: 'token', secretHash: 'ab'.repeat(32) }])('a session comes back', async (session) => {
  const cookies = cookiesOf();

  expect(await cookies.read(sent(await cookies.seal(session)))).toEqual(session);
});

test('a cookie is for this host, no script and no plain HTTP', async () => {
  const cookie = await cookiesOf().seal(JIM);

  expect(cookie).toMatch(/^__Host-heksher_session=[\w.-]+; Max-Age=28800; HttpOnly; Secure; SameSite=Lax; Path=\/$/);
  expect(cookie).not.toContain('jim');
});

test('over plain HTTP on loopback a cookie is not secure', async () => {
  const cookie = await cookiesOf([SECRET], false).seal(JIM);

  expect(cookie).toMatch(/^heksher_session=[\w.-]+; Max-Age=28800; HttpOnly; SameSite=Lax; Path=\/$/);
});

test('the end of a session deletes the cookie', () => {
  expect(cookiesOf().clear()).toBe('__Host-heksher_session=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/');
});

test.each([undefined, '', 'theme=dark', 'heksher_session=x', 'x__Host-heksher_session=x'])(
  'the header %j has no session',
  async (header) => {
    expect(await cookiesOf().read(header)).toBeUndefined();
  },
);

test('what is not from here is bad', async () => {
  const cookies = cookiesOf();
  const cookie = sent(await cookies.seal(JIM));

  expect(await cookies.read('__Host-heksher_session=')).toBe('bad');
  expect(await cookies.read('__Host-heksher_session=a.b.c.d.e')).toBe('bad');
  expect(await cookies.read(`${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'Q' : 'A'}`)).toBe('bad');
  expect(await cookiesOf([OTHER]).read(cookie)).toBe('bad');
});

test('what was sealed for another purpose is no session', async () => {
  const seals = new Seals([SECRET]);
  const until = Math.floor(Date.now() / 1000) + 60;
  const sealed = await seals.seal({ ...JIM }, { purpose: 'sign-in', until });

  expect(await new SessionCookies(seals, 8, true).read(`__Host-heksher_session=${sealed}`)).toBe('bad');
});

test('an old secret opens and a new one seals', async () => {
  const old = sent(await cookiesOf([SECRET]).seal(JIM));
  const rotated = cookiesOf([OTHER, SECRET]);

  expect(await rotated.read(old)).toEqual(JIM);
  expect(await cookiesOf([OTHER]).read(sent(await rotated.seal(JIM)))).toEqual(JIM);
});

test('a session ends after its hours', async () => {
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['nextTick', 'setImmediate'] });
  const cookies = cookiesOf();
  const cookie = sent(await cookies.seal(JIM));

  jest.setSystemTime(Date.now() + 8 * 3_600_000 - 2000);
  expect(await cookies.read(cookie)).toEqual(JIM);
  jest.setSystemTime(Date.now() + 3000);
  expect(await cookies.read(cookie)).toBe('bad');
});

test('without a secret only the same process reads a session', async () => {
  const cookies = new SessionCookies(new Seals(), 8, true);
  const cookie = sent(await cookies.seal(JIM));

  expect(await cookies.read(cookie)).toEqual(JIM);
  expect(await new SessionCookies(new Seals(), 8, true).read(cookie)).toBe('bad');
});

test('of too many groups the first ones stay', async () => {
  const groups = Array.from({ length: 200 }, (_, index) => `group-number-${index}-of-the-company`);
  const cookies = cookiesOf();

  const cookie = await cookies.seal({ ...JIM, groups });

  expect(cookie.split(';')[0]?.length).toBeLessThanOrEqual(4097);
  const session = await cookies.read(sent(cookie));
  if (session === 'bad' || session?.kind !== 'person') throw new Error('no session');
  expect(session.groups.length).toBeGreaterThan(50);
  expect(session.groups).toEqual(groups.slice(0, session.groups.length));
});
