import { expect, test } from '@jest/globals';
import { backOffMs } from './back-off.js';

test('the waits of a back-off double from 100 ms to 10 s', () => {
  const waits = [0, 1, 2, 6, 7, 50, 5_000].map((failures) => backOffMs(failures, 1));

  expect(waits).toEqual([100, 200, 400, 6_400, 10_000, 10_000, 10_000]);
});

test('chance shortens a wait by half at most', () => {
  const waits = [0, 0.5, 1].map((chance) => backOffMs(50, chance));

  expect(waits).toEqual([5_000, 7_500, 10_000]);
});
