import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { AddressLimit, FailedCredentials } from './failed-credentials.js';

beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void jest.useRealTimers());

const failed = (limit: AddressLimit, address: string | undefined, times: number) => {
  for (let time = 0; time < times; time++) limit.note(address);
};

test('an address with 20 failures in a minute is blocked for the rest of it', () => {
  const limit = new FailedCredentials();

  failed(limit, '10.0.0.1', 19);
  expect(limit.isBlocked('10.0.0.1')).toBe(false);
  jest.advanceTimersByTime(50_000);
  failed(limit, '10.0.0.1', 1);
  expect(limit.isBlocked('10.0.0.1')).toBe(true);
  expect(limit.isBlocked('10.0.0.2')).toBe(false);
  jest.advanceTimersByTime(10_001);
  expect(limit.isBlocked('10.0.0.1')).toBe(false);
});

test('the refusal says when to come back', () => {
  const limit = new AddressLimit(2, 'too much came');
  failed(limit, '10.0.0.1', 2);
  jest.advanceTimersByTime(20_000);

  expect(() => limit.assertFree('10.0.0.2')).not.toThrow();
  expect(() => limit.assertFree('10.0.0.1')).toThrow(
    expect.objectContaining({
      status: 429,
      message: 'too much came from your address: wait 40 seconds',
      headers: { 'Retry-After': '40' },
    }),
  );
});

test.each([
  ['10.0.0.1', '::ffff:10.0.0.1', true],
  ['2001:db8:1:2::5', '2001:db8:1:2:a:b:c:d', true],
  ['::1', '::2', true],
  ['2001:db8::5', '2001:db8:0:0:1::', true],
  ['2001:db8:1:2::5', '2001:db8:1:3::5', false],
  [undefined, '10.0.0.1', false],
])('%s and %s count together: %s', (one, other, areSame) => {
  const limit = new AddressLimit(1, '');
  limit.note(one);

  expect(limit.isBlocked(other)).toBe(areSame);
});

test('the memory of addresses is bounded', () => {
  const limit = new AddressLimit(1, '');
  for (let number = 0; number <= 10_000; number++) limit.note(`host-${number}`);

  expect(limit.isBlocked('host-0')).toBe(false);
  expect(limit.isBlocked('host-10000')).toBe(true);
});
