import { describe, expect, test } from '@jest/globals';
import { Outage } from './outage.js';

const ERROR = new Error('no connection');

/** An outage that has begun: the head read of 10,000 succeeded, that of 20,000 failed. */
function begun({ staleMs }: { staleMs: number }): Outage {
  const outage = new Outage(staleMs);
  outage.noteSuccess(10_000);
  outage.noteFailure(ERROR, 20_000);
  return outage;
}

describe('with stale answers, after a head read that failed at 20,000', () => {
  test.each([
    { title: 'fails at once', now: 20_000, next: 'fail', isPaused: true },
    { title: 'still fails at the end of the second', now: 20_999, next: 'fail', isPaused: true },
    { title: 'probes after a second', now: 21_000, next: 'probe', isPaused: false },
    { title: 'probes, however much later it comes', now: 90_000, next: 'probe', isPaused: false },
    { title: 'fails while another one probes', now: 21_000, isProbing: true, next: 'fail', isPaused: false },
    {
      title: 'reads if the database has answered since',
      now: 20_500,
      answeredAt: 20_100,
      next: 'read',
      isPaused: false,
    },
    {
      title: 'reads if the database has answered since, even while another one probes',
      now: 21_500,
      answeredAt: 20_100,
      isProbing: true,
      next: 'read',
      isPaused: false,
    },
  ])('a request $title', ({ now, answeredAt = 15_000, isProbing = false, next, isPaused }) => {
    const outage = begun({ staleMs: 60_000 });
    outage.isProbing = isProbing;

    expect(outage.next(now, answeredAt)).toBe(next);
    expect(outage.isPaused(now, answeredAt)).toBe(isPaused);
    expect(outage.isSuspected).toBe(true);
    expect(outage.error).toBe(ERROR);
  });

  test('a failed probe starts another second', () => {
    const outage = begun({ staleMs: 60_000 });

    outage.noteFailure(ERROR, 21_200);

    expect(outage.next(22_100, 15_000)).toBe('fail');
    expect(outage.next(22_200, 15_000)).toBe('probe');
  });

  test('a successful head read ends the outage', () => {
    const outage = begun({ staleMs: 60_000 });

    outage.noteSuccess(21_000);

    expect(outage.isSuspected).toBe(false);
    expect(outage.next(21_001, 21_000)).toBe('read');
    expect(outage.isPaused(21_001, 21_000)).toBe(false);
    expect(outage.error).toBeUndefined();
  });
});

test('every request reads the head if stale answers are not allowed', () => {
  const outage = begun({ staleMs: 0 });

  expect(outage.answersStale).toBe(false);
  expect(outage.isSuspected).toBe(false);
  expect(outage.next(20_001, 15_000)).toBe('read');
  expect(outage.isPaused(20_001, 15_000)).toBe(false);
});

test.each([
  { staleMs: 60_000, now: 10_000, staleSeconds: 0 },
  { staleMs: 60_000, now: 12_999, staleSeconds: 2 },
  { staleMs: 60_000, now: 69_999, staleSeconds: 59 },
  { staleMs: 60_000, now: 70_000, staleSeconds: undefined },
  { staleMs: 0, now: 10_000, staleSeconds: undefined },
])(
  'with $staleMs ms for stale answers, those of 10,000 are stale at $now by: $staleSeconds s',
  ({ staleMs, now, staleSeconds }) => {
    expect(begun({ staleMs }).staleSeconds(now)).toBe(staleSeconds);
  },
);

test('nothing can be stale before the first successful head read', () => {
  const outage = new Outage(60_000);
  outage.noteFailure(ERROR, 1);

  expect(outage.staleSeconds(2)).toBeUndefined();
  expect(outage.lastHeadReadAt).toBe(-Infinity);
});
