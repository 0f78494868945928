import { describe, expect, test } from '@jest/globals';
import { DomainError } from '@heksher/domain';
import { LostCommitError } from '../violations.js';
import { Tries, failureOf, mayTryAgain, type Door } from './retry-rules.js';

/** An error as the driver throws it, and as TypeORM wraps it. */
const driver = (code: string | undefined) => Object.assign(new Error('failed'), { code });
const wrapped = (driverError: Error) => Object.assign(new Error(driverError.message), { driverError });

/** How often work is tried again if each try fails with an error. */
function countRetries(door: Door, error: unknown): number {
  const tries = new Tries(door);
  for (let retries = 0; ; retries++) if (!tries.goOnAfter(error, false)) return retries;
}

const CASES = [
  ['a connection that was refused', driver('ECONNREFUSED'), { read: 1, write: 1, check: 1 }],
  ['a connection that was closed by a stop of the server', driver('57P01'), { read: 1, write: 1, check: 1 }],
  ['a connection that broke', new Error('Connection terminated unexpectedly'), { read: 1, write: 1, check: 1 }],
  ['a commit whose connection broke', new LostCommitError(driver('ECONNRESET')), { read: 0, write: 0, check: 0 }],
  ['a deadlock', driver('40P01'), { read: 2, write: 3, check: 0 }],
  ['a serialization failure', driver('40001'), { read: 2, write: 3, check: 0 }],
  ['a statement_timeout', driver('57014'), { read: 2, write: 0, check: 0 }],
  ['a lock_timeout', driver('55P03'), { read: 2, write: 0, check: 0 }],
  ['a transaction_timeout', driver('25P04'), { read: 2, write: 1, check: 1 }],
  ['a statement that a pooler does not know', driver('26000'), { read: 2, write: 3, check: 0 }],
  ['a statement that a pooler has already', driver('42P05'), { read: 2, write: 3, check: 0 }],
  ['a statement with another result than before', driver('0A000'), { read: 2, write: 3, check: 0 }],
  ['a table that is missing', driver('42P01'), { read: 0, write: 0, check: 0 }],
  ['a right that is missing', driver('42501'), { read: 0, write: 0, check: 0 }],
  ['a schema that is missing', driver('3F000'), { read: 0, write: 0, check: 0 }],
  ['a full disk', driver('53100'), { read: 0, write: 0, check: 0 }],
  ['a violated constraint', driver('23505'), { read: 0, write: 0, check: 0 }],
  ['a refusal of the domain', new DomainError('unavailable', 'Connection terminated'), { read: 0, write: 0, check: 0 }],
  ['a fault in the code', new TypeError('x is not a function'), { read: 0, write: 0, check: 0 }],
] as const;

describe.each([
  ['bare', (error: Error) => error],
  ['wrapped by TypeORM', (error: Error) => ('code' in error ? wrapped(error) : error)],
])('with errors that come %s', (_, made) => {
  test.each(CASES)('work is tried again after %s as often as its door allows', (_name, error, expected) => {
    const thrown = made(error);

    expect({
      read: countRetries('read', thrown),
      write: countRetries('write', thrown),
      check: countRetries('check', thrown),
    }).toEqual(expected);
  });
});

test('a write that loses its connection is tried again once, however many other failures there are', () => {
  const tries = new Tries('write');

  const goesOn = [driver('40001'), driver('57P01'), driver('57P01')].map((error) => tries.goOnAfter(error, false));

  expect(goesOn).toEqual([true, true, false]);
});

test('no work is tried more than four times, whatever its failures are', () => {
  const tries = new Tries('write');

  const codes = ['40001', '26000', '57P01', '40001'];

  expect(codes.map((code) => tries.goOnAfter(driver(code), false))).toEqual([true, true, true, false]);
});

test.each([
  ['57P01', false],
  ['40001', false],
  ['26000', true],
])('after the time is over, a failure with %s is followed by another try: %p', (code, isTriedAgain) => {
  expect(new Tries('read').goOnAfter(driver(code), true)).toBe(isTriedAgain);
});

test.each([
  ['57014', true],
  ['55P03', true],
  ['25P04', true],
  ['40001', true],
  ['40P01', true],
  ['57P01', false],
  ['26000', false],
])('the try after %s ignores the settings of the session: %p', (code, isApart) => {
  const tries = new Tries('read');

  tries.goOnAfter(driver(code), false);

  expect(tries.isApart).toBe(isApart);
});

test('the first try uses the settings of the session', () => {
  expect(new Tries('read').isApart).toBe(false);
});

test.each(['40P01', '40001'])('a transaction that failed with %s may be run again', (code) => {
  expect(mayTryAgain(driver(code))).toBe(true);
});

test.each([undefined, null, 'text', 3])('a thrown value that is no error causes no other try: %p', (thrown) => {
  expect(failureOf(thrown)).toBe('other');
  expect(mayTryAgain(thrown)).toBe(false);
});
