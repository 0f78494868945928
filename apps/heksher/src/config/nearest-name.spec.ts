import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, findNearestName } from './nearest-name.js';

describe('the edit distance', () => {
  test.each([
    ['', '', 0],
    ['cache', 'cache', 0],
    ['', 'cache', 5],
    ['cach', 'cache', 1],
    ['caches', 'cache', 1],
    ['cashe', 'cache', 1],
    ['cahce', 'cache', 1],
    ['kitten', 'sitting', 3],
  ])('the edit distance of %j and %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  test('the edit distance is the same in both directions, 0 only for equal texts, and at most the longer length', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const distance = editDistance(one, other);

        expect(distance).toBe(editDistance(other, one));
        expect(distance === 0).toBe(one === other);
        expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});

describe('the nearest name', () => {
  const NAMES = ['HEKSHER_PORT', 'HEKSHER_HOST', 'HEKSHER_CACHE_MB', 'HEKSHER_LOG_LEVEL'];

  test.each([
    ['HEKSHER_CACH_MB', 'HEKSHER_CACHE_MB'],
    ['HEKSHER_PROT', 'HEKSHER_PORT'],
    ['HEKSHER_LOGLEVEL', 'HEKSHER_LOG_LEVEL'],
    ['HEKSHER_HOSTS', 'HEKSHER_HOST'],
  ])('the nearest name of %s is %s', (text, name) => {
    expect(findNearestName(text, NAMES)).toBe(name);
  });

  test.each(['HEKSHER_FEATURE_FLAGS', 'HEKSHER_', 'X'])(
    'the nearest name of %s is none, because nothing is close',
    (text) => {
      expect(findNearestName(text, NAMES)).toBeUndefined();
    },
  );
});
