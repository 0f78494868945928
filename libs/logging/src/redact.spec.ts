import { expect, test } from '@jest/globals';
import { redact } from './redact.js';
import { hideSecrets } from './secrets.js';

test.each([
  ['postgresql://heksher:s3cret@db:5432/heksher', 'postgresql://heksher:***@db:5432/heksher'],
  ['cannot reach postgres://u:p@h/d, nor redis://:q@r', 'cannot reach postgres://u:***@h/d, nor redis://:***@r'],
  ['postgres://user@corp:pw@host/db', 'postgres://user@corp:***@host/db'],
  ['postgres://u:p@ss/w?o#rd@host/db', 'postgres://u:***@host/db'],
  ['postgres://u:1234/x@host/db', 'postgres://u:***@host/db'],
  ['postgres://u:my pass word@host/db', 'postgres://u:***@host/db'],
  ['postgres://u:quo"te@host/db', 'postgres://u:***@host/db'],
  ['{"url":"postgres://u:p@h/d","mail":"x@y"}', '{"url":"postgres://u:***@h/d","mail":"x@y"}'],
  ['https://u:p%40@example.org/', 'https://u:***@example.org/'],
  ['mongodb://u:p@a:1,b:2/', 'mongodb://u:***@a:1,b:2/'],
  ['postgres://h/d?user=u&password=p&sslmode=require', 'postgres://h/d?user=u&password=***&sslmode=require'],
  ["host=h password='a b' user=u", 'host=h password=*** user=u'],
])('the password in %j is masked', (text, masked) => {
  const answer = redact(text);

  expect(answer).toBe(masked);
});

const TOKEN = 'hks_AAAAAAAAAAAAAAAAAAAAAA_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB-';

test.each([
  [`GET /api/v1/rules?token=${TOKEN}&a=1`, 'GET /api/v1/rules?token=***&a=1'],
  [`no token ${TOKEN}, sorry`, 'no token hks_…, sorry'],
  ['cut off: hks_AAAA', 'cut off: hks_…'],
  ['/ofrep/v1/stream?ticket=eyJh.b_c#x', '/ofrep/v1/stream?ticket=***#x'],
  ['"/auth/callback?state=s&code=s3cret"', '"/auth/callback?state=s&code=***"'],
  ['/x?t=Bearer%20hks%5FAAAA_BB&a', '/x?t=Bearer%20hks_…&a'],
  ['Authorization: Bearer s3cret', 'Authorization: ***'],
  ['authorization: s3cret\nHost: h', 'authorization: ***\nHost: h'],
  ['{"authorization":"Bearer s\\"3cret","host":"h"}', '{"authorization":***,"host":"h"}'],
  ["{ 'x-api-key': 's3cret', host: 'h' }", "{ 'x-api-key': ***, host: 'h' }"],
  ['Cookie: a=b; __Host-heksher_session=s3cret', 'Cookie: ***'],
  ['sent __Host-heksher_session=s3cret', 'sent __Host-heksher_session=***'],
  ['Set-Cookie: heksher_session=s3cret; HttpOnly', 'Set-Cookie: ***'],
  ['curl -H apitoken:s3cret', 'curl -H apitoken:***'],
  ['curl -H "api_token: s3cret"', 'curl -H "api_token: ***'],
  ['HEKSHER_ADMIN_TOKEN=s3cret HEKSHER_SESSION_SECRET=s3cret', 'HEKSHER_ADMIN_TOKEN=*** HEKSHER_SESSION_SECRET=***'],
  ['HEKSHER_OIDC_CLIENT_SECRET="s 3" npm start', 'HEKSHER_OIDC_CLIENT_SECRET=*** npm start'],
  ['{"id_token":"s3cret","client_secret": "s3cret"}', '{"id_token":"***","client_secret": "***"}'],
])('the credential in %j is masked', (text, masked) => {
  expect(redact(text)).toBe(masked);
});

test('hidden secrets are masked wherever they are', () => {
  hideSecrets(['a-planted-secret', 'short']);

  const answer = redact('/x?a=a-planted-secret, a-planted-secret and short');

  expect(answer).toBe('/x?a=***, *** and short');
});

test.each([
  'HEKSHER_ADMIN_TOKEN: it must have at least 32 characters',
  'the token of the cookie is gone',
  'no address at all',
  'mail ops@example.org about postgres://host/db',
  'http://localhost:8080/settings?mail=a@b',
  'listening on tcp://0.0.0.0:80, ask a@b',
  'ssh://git@github.com/heksher',
  'postgres://db:main\nmail a@b',
  'http://[::1] a@b',
])('%j has no password, and stays as it is', (text) => {
  const answer = redact(text);

  expect(answer).toBe(text);
});

test.each([
  '://',
  '://a:',
  '://a:@',
  'a',
  '@',
  '://a:b ',
  'password=',
  `password='password="`,
  'hks_',
  'cookie:"',
  'cookie: ',
  '"token":"',
  '\\"token":"',
])('a megabyte of %j is redacted in linear time', (piece) => {
  const text = piece.repeat(1_000_000 / piece.length);

  const answer = redact(text); // quadratic time would be hours

  expect(answer.length).toBeGreaterThan(0);
});
