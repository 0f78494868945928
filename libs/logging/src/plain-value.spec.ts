import { expect, test } from '@jest/globals';
import { toPlain } from './plain-value.js';

const shared = { a: 1 };

test.each<[string, unknown, unknown]>([
  ['an exact integer is its digits', { id: 2n ** 64n }, { id: '18446744073709551616' }],
  ['an object leaves out undefined members', { a: undefined, b: null }, { b: null }],
  ['in a list, undefined is null', [undefined, 1], [null, 1]],
  ['numbers that JSON lacks are text', [NaN, -Infinity, 0.5], ['NaN', '-Infinity', 0.5]],
  ['a date is ISO', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an invalid date is null', new Date('x'), null],
  ['a map is an object', new Map([['a', true]]), { a: true }],
  ['a set is a list', new Set(['a']), ['a']],
  ['bytes are counted', Buffer.from('abc'), '[3 bytes]'],
  ['a function is named', toPlain, '[function toPlain]'],
  ['a symbol is named', Symbol('s'), 'Symbol(s)'],
  ['one object in two places is not circular', [shared, shared], [shared, shared]],
  ['a password is masked by its key', { password: 'p', PGPASSWORD: 'q' }, { password: '***', PGPASSWORD: '***' }],
  [
    'headers with credentials are masked',
    { headers: { Authorization: 'Bearer s', 'x-api-key': 's', apitoken: 's', api_token: 's', host: 'h' } },
    { headers: { Authorization: '***', 'x-api-key': '***', apitoken: '***', api_token: '***', host: 'h' } },
  ],
  ['cookies are masked', { cookie: 's', 'set-cookie': ['s', 't'] }, { cookie: '***', 'set-cookie': '***' }],
  ['raw headers are masked', ['Host', 'h', 'X-API-Key', 's'], ['Host', 'h', 'X-API-Key', '***']],
  [
    'secrets of the environment are masked',
    { HEKSHER_ADMIN_TOKEN: 's', HEKSHER_OIDC_CLIENT_SECRET: 's', HEKSHER_SESSION_SECRET: 's', secretHash: 's' },
    {
      HEKSHER_ADMIN_TOKEN: '***',
      HEKSHER_OIDC_CLIENT_SECRET: '***',
      HEKSHER_SESSION_SECRET: '***',
      secretHash: '***',
    },
  ],
  ['what describes a token is shown', { token: { name: 'deploy' } }, { token: { name: 'deploy' } }],
  ['texts are redacted in keys and values', { 'a://u:p@h': ['a://u:p@h'] }, { 'a://u:***@h': ['a://u:***@h'] }],
  ['the key __proto__ is a key', JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}')],
])('%s', (_rule, value, plain) => {
  const answer = toPlain(value);

  expect(answer).toEqual(plain);
});

test('a circular value ends where it repeats', () => {
  const circle: Record<string, unknown> = { name: 'c' };
  circle['self'] = { circle };

  const answer = toPlain(circle);

  expect(answer).toEqual({ name: 'c', self: { circle: '[circular]' } });
});

test('an error is its name, message, code, stack and cause', () => {
  const cause = Object.assign(new TypeError('postgres://u:p@h refused'), { code: 'ECONNREFUSED' });
  const error = new Error('no database', { cause });

  const answer = toPlain({ error });

  expect(answer).toEqual({
    error: {
      name: 'Error',
      message: 'no database',
      stack: error.stack,
      cause: {
        name: 'TypeError',
        message: 'postgres://u:***@h refused',
        code: 'ECONNREFUSED',
        stack: cause.stack?.replace(':p@', ':***@'),
      },
    },
  });
});

test('an aggregate error has each of its errors', () => {
  const answer = toPlain(new AggregateError([new Error('one')], 'all'));

  expect(answer).toMatchObject({ message: 'all', errors: [{ message: 'one' }] });
});

test('an unreadable value is marked as such', () => {
  const trap = {
    get broken(): string {
      throw new Error('no');
    },
  };

  const answer = toPlain({ trap, ok: 1 });

  expect(answer).toEqual({ trap: '[unreadable]', ok: 1 });
});

test('the depth of a value is bounded', () => {
  let deep: unknown = 'end';
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };

  const answer = JSON.stringify(toPlain(deep));

  expect(answer).toContain('[too deep]');
  expect(answer.length).toBeLessThan(500);
});

test('the number of values is bounded, and the rest is counted', () => {
  const list = toPlain(Array.from({ length: 20_000 }, (_, index) => index));
  const fields = toPlain(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index])));

  expect(list).toHaveLength(10_001);
  expect(list).toContain('… (10000 values more)');
  expect(fields).toMatchObject({ k9999: 9999, '…': '10000 fields more' });
});

test('the text of a whole value is bounded', () => {
  const huge = 'x'.repeat(3_000_000);

  const answer = JSON.stringify(toPlain([huge, huge, huge]));

  expect(answer.length).toBeLessThan(2_200_000);
  expect(answer).toContain('… (3000000 characters more)');
});
