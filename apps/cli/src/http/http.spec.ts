import { expect, test } from '@jest/globals';
import { readAddress, routeOf } from './address.js';
import { readNetworkFault } from './network-fault.js';
import { exitCodeOf, refusalOf } from './problem.js';

test.each([
  ['http://host', 'http://host/api/v1/settings/a%20b?limit=2'],
  ['http://host/', 'http://host/api/v1/settings/a%20b?limit=2'],
  ['https://host:81/tools/heksher/', 'https://host:81/tools/heksher/api/v1/settings/a%20b?limit=2'],
])('a route is below the address %s', (address, route) => {
  const query = { limit: 2, before: undefined };

  expect(routeOf(readAddress(address), '/api/v1/settings/a%20b', query).href).toBe(route);
});

test.each([undefined, '', 'host', 'ftp://host', 'http://user:password@host', 'http://host/?a=b', 'http://host/#a'])(
  '%j is no address of a service',
  (text) => {
    expect(() => readAddress(text)).toThrow();
  },
);

test('no message about an address shows its password', () => {
  const fail = () => readAddress('http://user:s3cret@host');

  expect(fail).toThrow('give a token instead');
  expect(fail).not.toThrow('s3cret');
});

test.each([
  [400, 4],
  [401, 4],
  [404, 4],
  [408, 69],
  [409, 4],
  [412, 3],
  [429, 69],
  [500, 70],
  [502, 69],
  [503, 69],
  [507, 4],
])('a response with the status %i ends the command with %i', (status, code) => {
  expect(exitCodeOf(status)).toBe(code);
});

test('a refusal has the title, each fault with its place, and the request id', () => {
  const { message, details } = refusalOf(422, {
    title: 'Unprocessable Entity',
    detail: 'operation 0: no',
    request_id: 'abc-1',
    errors: [
      { pointer: '/operations/0/value', message: 'no' },
      { pointer: '/operations/1', message: 'neither' },
    ],
  });

  expect([message, ...details]).toEqual([
    'Unprocessable Entity (422): no',
    '/operations/0/value: no',
    '/operations/1: neither',
    'request id: abc-1',
  ]);
});

test('a stale request names who was faster', () => {
  const changes = [{ sequence: 14, at: '2026-11-27T03:22:26.854Z', actor: null, action: 'rule.created' }];

  const { exitCode, details } = refusalOf(412, { title: 'Precondition Failed', changes });

  expect(exitCode).toBe(3);
  expect(details).toEqual([
    'change 14, 2026-11-27 03:22:26Z, by nobody known: rule.created',
    'What they did: heksher log --since 13 --details',
  ]);
});

test('a refusal without a body has its status', () => {
  expect(refusalOf(404, undefined).message).toBe('refused (404)');
});

test.each([
  ['ECONNREFUSED', 'nothing listens there', true],
  ['ENOTFOUND', 'there is no such host', true],
  ['ECONNRESET', 'the connection broke', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', expect.stringContaining('is not trusted'), true],
  ['EODD', 'odd', false],
])('the fault %s of a connection is explained', (code, reason, isUnsent) => {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error('odd'), { code }) });

  expect(readNetworkFault(error)).toEqual({ reason, isUnsent });
});

test('of several addresses of a host the last one that failed is explained', () => {
  const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });

  expect(readNetworkFault(new TypeError('fetch failed', { cause: new AggregateError([refused]) })).isUnsent).toBe(true);
});
