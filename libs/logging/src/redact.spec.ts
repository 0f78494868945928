import { expect, test } from '@jest/globals';
import { redact } from './redact.js';

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

test.each([
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

test.each(['://', '://a:', '://a:@', 'a', '@', '://a:b ', 'password=', `password='password="`])(
  'a megabyte of %j is redacted in linear time',
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);

    const answer = redact(text); // quadratic time would be hours

    expect(answer.length).toBeGreaterThan(0);
  },
);
