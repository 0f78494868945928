import { expect, test } from '@jest/globals';
import { hasSession, tokenIn } from './credentials.js';

test.each([
  ['Authorization with a scheme', { authorization: 'Bearer abc' }],
  ['Authorization with a scheme in lower case', { authorization: 'bearer  abc' }],
  ['Authorization without a scheme', { authorization: 'abc' }],
  ['X-API-Key', { 'x-api-key': 'abc' }],
  ['apitoken', { apitoken: 'abc' }],
  ['api_token', { api_token: 'abc' }],
  ['two headers with the same token', { authorization: 'Bearer abc', 'x-api-key': 'abc' }],
  ['an empty header beside it', { authorization: ' ', 'x-api-key': 'abc' }],
])('a token is read from %s', (_, headers) => {
  expect(tokenIn(headers)).toEqual({ token: 'abc' });
});

test('two tokens that differ are in conflict', () => {
  expect(tokenIn({ authorization: 'Bearer abc', api_token: 'abd' })).toBe('conflicting');
});

test.each([[{}], [{ authorization: '' }], [{ 'x-api-key': '  ' }]])('%j has no token', (headers) => {
  expect(tokenIn(headers)).toBeUndefined();
});

test.each([
  ['heksher_session=a', true],
  ['a=b; __Host-heksher_session=a', true],
  ['other_heksher_session=a', false],
  ['a=heksher_session=', false],
  [undefined, false],
])('the cookie %j is a session: %s', (cookie, expected) => {
  expect(hasSession(cookie === undefined ? {} : { cookie })).toBe(expected);
});
