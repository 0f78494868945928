import { expect, test } from '@jest/globals';
import { parsePathPrefix } from './path-prefix.js';

test.each([
  ['/heksher', '/heksher'],
  ['/heksher/', '/heksher'],
  ['/', ''],
  ['/team-a/heksher_2.0~x', '/team-a/heksher_2.0~x'],
  ['/my%20app/gr%C3%B6%C3%9Fe', '/my%20app/gr%C3%B6%C3%9Fe'],
  ['/a&b=(c)', '/a&b=(c)'],
  ['/...', '/...'],
])('%j is the prefix %j', (text, prefix) => {
  expect(parsePathPrefix(text)).toBe(prefix);
});

test.each([
  '',
  'heksher',
  'https://evil.example/heksher',
  '//evil.example',
  '/heksher//x',
  '/heksher//',
  '/\\evil.example',
  '/%5Cevil.example',
  '/%2Fevil.example',
  '/heksher/..',
  '/../x',
  '/./x',
  '/%2e%2E/x',
  '/"><script>',
  "/it's",
  '/%22',
  '/%27',
  '/%3Cscript%3E',
  '/a b',
  '/a\r\nSet-Cookie: x',
  '/a%0d%0aSet-Cookie:x',
  '/a%00',
  '/a%zz',
  '/a%ff',
  '/a?b',
  '/a#b',
  '/a, /b',
  '/a,/b',
  '/a;b',
  '/größe',
  `/${'a'.repeat(255)}`,
])('%j is no prefix', (text) => {
  expect(parsePathPrefix(text)).toBeUndefined();
});
