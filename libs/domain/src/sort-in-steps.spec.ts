import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sortInSteps } from './sort-in-steps.js';

const byDigit = (left: [number, number], right: [number, number]): number => left[0] - right[0];

/** Items with few different keys, each with its place. */
const items = fc
  .tuple(fc.integer({ min: 0, max: 5200 }), fc.integer({ min: 1, max: 997 }), fc.integer({ min: 1, max: 500 }))
  .map(([length, factor, keys]) => Array.from({ length }, (_, at): [number, number] => [(at * factor) % keys, at]));

function run<Result>(steps: Generator<undefined, Result>): { result: Result; count: number } {
  for (let count = 1; ; count++) {
    const { done, value } = steps.next();
    if (done) return { result: value, count };
  }
}

test('items are sorted as by Array.toSorted, equal ones in their order', () => {
  fc.assert(
    fc.property(items, (unsorted) => {
      const given = [...unsorted];

      const { result } = run(sortInSteps(unsorted, byDigit));

      expect(result).toEqual([...unsorted].sort(byDigit));
      expect(unsorted).toEqual(given);
    }),
    { numRuns: 50 },
  );
});

test('no step has more than a small part of many items', () => {
  let compared = 0;
  let most = 0;
  const shuffled = Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 50_000);
  const steps = sortInSteps(shuffled, (left, right) => {
    most = Math.max(most, ++compared);
    return left - right;
  });

  while (!steps.next().done) compared = 0;

  expect(most).toBeLessThan(20_000);
});
