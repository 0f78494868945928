import { expect, test } from '@jest/globals';
import { ANSWER_MS, FAST_LANE_MS, GRACE_MS, HEAD_READ_MS, OUTAGE_PROBE_MS, REQUEST_MS } from './time-budget.js';

const GRACES_MS = 2 * GRACE_MS;
const FAILED_HEAD_READ_MS = 2 * (HEAD_READ_MS + GRACES_MS);

test('a request that waits in the fast lane and then behind Express is answered in time', () => {
  expect(FAST_LANE_MS + REQUEST_MS + GRACES_MS).toBeLessThan(ANSWER_MS);
});

test('a request is answered in time from a cached state after a head read that failed', () => {
  expect(FAILED_HEAD_READ_MS + OUTAGE_PROBE_MS + GRACE_MS).toBeLessThan(ANSWER_MS);
});

test('the first head read of a request fails before the time of the request is over', () => {
  expect(FAILED_HEAD_READ_MS).toBeLessThan(REQUEST_MS);
});
