import { describe, expect, test } from '@jest/globals';
import { DomainError } from '@heksher/domain';
import { LostCommitError, findReason, isUnreachable, postgresErrorCode, toDomainError } from './violations.js';

/** An error as the driver throws it, and as TypeORM wraps it. */
const driver = (code: string | undefined, more: object = {}) => Object.assign(new Error('failed'), { code }, more);
const wrapped = (driverError: Error) => Object.assign(new Error(driverError.message), { driverError });

/** The sentence for clients for each code that another connection may avoid. */
const OF_CONNECTION = [
  ['ECONNREFUSED', 'the database cannot be reached'],
  ['ECONNRESET', 'the database cannot be reached'],
  ['ENOTFOUND', 'the database cannot be reached'],
  ['ETIMEDOUT', 'the database cannot be reached'],
  ['EPIPE', 'the database cannot be reached'],
  ['08006', 'the database cannot be reached'],
  ['25006', 'the database takes no writes at the moment'],
  ['25P03', 'the database has closed the connection'],
  ['28P01', 'the database refuses the log-in of the service'],
  ['28000', 'the database refuses the log-in of the service'],
  ['3D000', 'the server has no database of that name'],
  ['53000', 'the database lacks resources'],
  ['53300', 'the database takes no more connections'],
  ['57P01', 'the database is starting, stopping or recovering'],
  ['57P03', 'the database is starting, stopping or recovering'],
  ['57P05', 'the database has closed the connection'],
  ['58030', 'the database cannot read or write its files'],
] as const;

/** The same for codes that leave the connection usable. */
const OF_STATEMENT = [
  ['40P01', 'the database is busy with conflicting writes'],
  ['42501', 'the role of the service lacks a right in the database'],
  ['53100', 'the database has no disk space left'],
  ['53200', 'the database has no memory left'],
  ['53400', 'the database has reached a limit that is configured there'],
  ['55000', 'the database does not accept connections at the moment'],
  ['55P03', 'the database is busy: a lock was not to be had in time'],
  ['57014', 'the database is busy: a statement took too long'],
] as const;

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

  test.each(OF_CONNECTION)('with %s is for another connection, and tells clients that %s', (code, sentence) => {
    const error = made(driver(code));

    expect(isUnreachable(error)).toBe(true);
    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: sentence });
  });

  test.each(OF_STATEMENT)('with %s leaves the connection, and tells clients that %s', (code, sentence) => {
    const error = made(driver(code));

    expect(isUnreachable(error)).toBe(false);
    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: sentence });
  });

  test('keeps the server’s message for the log', () => {
    expect(findReason(made(driver('53100')))).toMatchObject({
      reason: { kind: 'disk-full', stopsWrites: true },
      code: '53100',
      said: 'failed',
    });
  });

  test.each(MESSAGES)('that says "%s" says that the database cannot be reached', (message) => {
    const error = made(new Error(message));

    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable' });
  });

  test.each(['40P01', '40001'])('with %s tells clients that the database is busy', (code) => {
    const error = made(driver(code));

    expect(toDomainError(error)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('busy') });
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
  });
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

test.each([undefined, null, 'text', 3])('a thrown value that is no error stays what it is: %p', (thrown) => {
  expect(toDomainError(thrown)).toBe(thrown);
  expect(isUnreachable(thrown)).toBe(false);
});
