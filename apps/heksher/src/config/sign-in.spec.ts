import { expect, test } from '@jest/globals';
import { configWith, faultsWith } from '../../../../test/support/environment.js';

const SECRET = 'a-secret-of-more-than-32-characters';
const PARTNERS = {
  HEKSHER_OIDC_CLIENT_ID: 'heksher',
  HEKSHER_PUBLIC_URL: 'https://host.example',
  HEKSHER_SESSION_SECRET: SECRET,
};
const COMPLETE = { HEKSHER_ACCESS: 'on', HEKSHER_OIDC_ISSUER: 'https://id.example/realms/main', ...PARTNERS };

test('signing in needs an issuer; the rest has defaults', () => {
  expect(configWith({ HEKSHER_ACCESS: 'on' }).access).toMatchObject({
    signIn: undefined,
    session: { secrets: undefined, hours: 8 },
  });
  expect(configWith(COMPLETE).access).toMatchObject({
    signIn: {
      issuer: new URL('https://id.example/realms/main'),
      clientId: 'heksher',
      clientSecret: undefined,
      scopes: 'openid email profile',
      groupsClaim: 'groups',
    },
    session: { secrets: [SECRET], hours: 8 },
  });
});

test('everything about signing in can be set', () => {
  const { access } = configWith({
    ...COMPLETE,
    HEKSHER_OIDC_CLIENT_SECRET: 'pssst',
    HEKSHER_OIDC_SCOPES: 'openid  roles',
    HEKSHER_OIDC_GROUPS_CLAIM: 'roles',
    HEKSHER_SESSION_SECRET: `${SECRET}-new,${SECRET}`,
    HEKSHER_SESSION_HOURS: '24',
  });

  expect(access?.signIn).toMatchObject({ clientSecret: 'pssst', scopes: 'openid roles', groupsClaim: 'roles' });
  expect(access?.session).toEqual({ secrets: [`${SECRET}-new`, SECRET], hours: 24 });
});

test('an issuer needs a client, a public URL and a session secret', () => {
  expect(faultsWith({ HEKSHER_OIDC_ISSUER: 'https://id.example' })).toEqual(
    expect.arrayContaining(Object.keys(PARTNERS).map((name) => `${name}: HEKSHER_OIDC_ISSUER needs it`)),
  );
});

test('people cannot sign in over plain HTTP, except on loopback', () => {
  expect(faultsWith({ ...COMPLETE, HEKSHER_PUBLIC_URL: 'http://host.example' })).toEqual([
    'HEKSHER_PUBLIC_URL: to sign in, it must be https; http on loopback only',
  ]);
  expect(faultsWith({ ...COMPLETE, HEKSHER_PUBLIC_URL: 'http://localhost:8888' })).toEqual([]);
});

test.each(['id.example', 'ftp://id.example', 'http://id.example', 'https://u:p@id.example', 'https://id.example/?a=b'])(
  '%s is no issuer',
  (issuer) => {
    expect(faultsWith({ ...COMPLETE, HEKSHER_OIDC_ISSUER: issuer })).toEqual([
      expect.stringMatching(/^HEKSHER_OIDC_ISSUER: it must be an https URL/),
    ]);
  },
);

test('on loopback an issuer may speak plain HTTP', () => {
  expect(faultsWith({ ...COMPLETE, HEKSHER_OIDC_ISSUER: 'http://localhost:9000' })).toEqual([]);
});

test('a short session secret is refused without showing it', () => {
  expect(faultsWith({ HEKSHER_SESSION_SECRET: `${SECRET},short` })).toEqual([
    'HEKSHER_SESSION_SECRET: it must be secrets of at least 32 characters, separated by commas',
  ]);
});

test('the scope openid is needed', () => {
  expect(faultsWith({ HEKSHER_OIDC_SCOPES: 'email' })).toEqual(['HEKSHER_OIDC_SCOPES: it must have the scope openid']);
});
