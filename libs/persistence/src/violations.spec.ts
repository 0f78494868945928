import { describe, expect, test } from '@jest/globals';
import { DomainError } from '@heksher/domain';
import {
  LostCommitError,
  isOfSession,
  isUnreachable,
  mayTryAgain,
  postgresErrorCode,
  toDomainError,
} from './violations.js';

/** An error as the driver throws it, and as TypeORM wraps it. */
const driver = (code: string | undefined, more: object = {}) => Object.assign(new Error('failed'), { code }, more);
const wrapped = (driverError: Error) => Object.assign(new Error(driverError.message), { driverError });

const UNREACHABLE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  '08006',
  '57P01',
  '57P03',
  '53300',
  '25P03',
];
const MESSAGES = [
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Query read timeout',
];

describe.each([
  ['bare', (error: Error) => error],
  ['wrapped', wrapped],
])('an error that comes %s', (_, made) => {
  test('has the code of the driver', () => {
    expect(postgresErrorCode(made(driver('23505')))).toBe('23505');
  });

  test.each(UNREACHABLE)('with %s says that the database cannot be reached', (code) => {
    const error = made(driver(code));

    expect(isUnreachable(error)).toBe(true);
    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: 'the database cannot be reached' });
  });

  test.each(MESSAGES)('that says "%s" says that the database cannot be reached', (message) => {
    const error = made(new Error(message));

    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable' });
  });

  test.each(['40P01', '40001'])('with %s may be tried again', (code) => {
    const error = made(driver(code));

    expect(mayTryAgain(error)).toBe(true);
    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('busy') });
  });

  test.each(['55P03', '57014', '55000'])('with %s passes, on a connection that is well', (code) => {
    const error = made(driver(code));

    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable' });
    expect(isUnreachable(error)).toBe(false);
  });

  test.each(['57014', '55P03', '25P04', '40001'])('with %s may be due to a setting of the session', (code) => {
    expect(isOfSession(made(driver(code)))).toBe(true);
  });

  test.each(['23505', '53100', '42P01', undefined])('with %s is not due to a setting of the session', (code) => {
    expect(isOfSession(made(driver(code)))).toBe(false);
  });

  test('of a constraint that is known is a conflict, in words', () => {
    const error = made(driver('23505', { constraint: 'rules_setting_conditions_key' }));

    expect(toDomainError(error)).toMatchObject({
      kind: 'conflict',
      message: 'a rule with the same conditions exists already',
    });
  });

  test.each([
    driver('23505', { constraint: 'somebody_elses_key' }),
    driver('42P01'),
    driver('22P05'),
    new Error('anything else'),
    new TypeError('x is not a function'),
  ])('of any other kind stays what it is: %s', (error) => {
    const other = made(error);

    expect(toDomainError(other)).toBe(other);
    expect(isUnreachable(other)).toBe(false);
    expect(mayTryAgain(other)).toBe(false);
  });
});

test('a server that takes no writes is not the one to ask again: another one may be at its address by now', () => {
  const error = driver('25006');

  expect(isUnreachable(error)).toBe(true);
  expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('no writes') });
});

test('a commit that was lost on the way says that it may have been made', () => {
  const error = new LostCommitError(driver('ECONNRESET'));

  expect(isUnreachable(error)).toBe(true);
  expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('look whether') });
});

test('a refusal of the domain stays what it is', () => {
  const refusal = new DomainError('conflict', 'Connection terminated');

  expect(toDomainError(refusal)).toBe(refusal);
  expect(isUnreachable(refusal)).toBe(false);
});

test.each([undefined, null, 'text', 3])('what is no error stays what it is: %p', (thrown) => {
  expect(toDomainError(thrown)).toBe(thrown);
  expect(mayTryAgain(thrown)).toBe(false);
  expect(isUnreachable(thrown)).toBe(false);
});
