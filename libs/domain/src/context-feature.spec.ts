import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertKnownFeatures, inFeatureOrder, moveFeature, planStartup, unknownFeatures } from './context-feature.js';

const featureLists = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 9 });

describe('moving a feature', () => {
  const features = ['a', 'b', 'c', 'd'];

  test.each([
    ['a', { after: 'c' }, ['b', 'c', 'a', 'd']],
    ['a', { after: 'd' }, ['b', 'c', 'd', 'a']],
    ['d', { after: 'a' }, ['a', 'd', 'b', 'c']],
    ['a', { before: 'c' }, ['b', 'a', 'c', 'd']],
    ['d', { before: 'a' }, ['d', 'a', 'b', 'c']],
    ['b', { after: 'a' }, ['a', 'b', 'c', 'd']],
    ['b', { before: 'c' }, ['a', 'b', 'c', 'd']],
    ['b', { after: 'b' }, ['a', 'b', 'c', 'd']],
    ['b', { before: 'b' }, ['a', 'b', 'c', 'd']],
  ])('the feature %s moves %j', (moved, place, expected) => {
    expect(moveFeature(features, moved, place)).toEqual(expected);
  });

  test.each([
    ['x', { after: 'a' }],
    ['a', { after: 'x' }],
    ['a', { before: 'x' }],
    ['x', { before: 'x' }],
  ])('the feature %s cannot move %j', (moved, place) => {
    expect(() => moveFeature(features, moved, place)).toThrow(
      expect.objectContaining({ kind: 'not-found', message: 'no context feature "x"' }),
    );
  });

  test('a moved feature is right at its new place, and the others keep their order', () => {
    const moves = featureLists.chain((list) =>
      fc.record({
        list: fc.constant(list),
        moved: fc.constantFrom(...list),
        target: fc.constantFrom(...list),
        isAfter: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(moves, ({ list, moved, target, isAfter }) => {
        const result = moveFeature(list, moved, isAfter ? { after: target } : { before: target });

        const others = (names: string[]) => names.filter((name) => name !== moved);
        expect(others(result)).toEqual(others(list));
        expect(result).toHaveLength(list.length);
        if (moved === target) expect(result).toEqual(list);
        else expect(result.indexOf(moved) - result.indexOf(target)).toBe(isAfter ? 1 : -1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('lists of features', () => {
  test('an error names all features that do not exist', () => {
    expect(() => assertKnownFeatures(['a', 'x', 'b', 'y'], ['b', 'a'])).toThrow(
      expect.objectContaining({ kind: 'not-found', message: 'no context features "x", "y"', faults: [] }),
    );
    expect(() => assertKnownFeatures(['b'], ['b', 'a'])).not.toThrow();
    expect(() => assertKnownFeatures([], [])).not.toThrow();
    expect(unknownFeatures(['x'])).toEqual(expect.objectContaining({ message: 'no context feature "x"' }));
  });

  test('features are listed in feature order', () => {
    expect(inFeatureOrder(['theme', 'user'], ['user', 'trust', 'theme'])).toEqual(['user', 'theme']);
    expect(inFeatureOrder([], ['user'])).toEqual([]);
  });
});

describe('the expected features at start', () => {
  const stored = (...names: string[]) => names.map((name, index) => ({ name, index }));

  test.each([
    [stored(), [], { inserted: [], misplaced: [], isUnchanged: true }],
    [stored('a', 'b'), ['a', 'b'], { inserted: [], misplaced: [], isUnchanged: true }],
    [stored(), ['a', 'b'], { inserted: ['a', 'b'], misplaced: [], isUnchanged: false }],
    [stored('b'), ['a', 'b', 'c'], { inserted: ['a', 'c'], misplaced: [], isUnchanged: false }],
    [
      [
        { name: 'a', index: 1 },
        { name: 'b', index: 2 },
      ],
      ['a', 'b'],
      { inserted: [], misplaced: ['a', 'b'], isUnchanged: false },
    ],
    [
      [
        { name: 'a', index: 0 },
        { name: 'b', index: null },
      ],
      ['a', 'x', 'b'],
      { inserted: ['x'], misplaced: ['b'], isUnchanged: false },
    ],
  ])('the stored features %j become the expected %j', (features, expected, plan) => {
    expect(planStartup(features, expected)).toEqual(plan);
  });

  test.each([
    [stored('a', 'b'), ['b', 'a'], '[a, b]', '[b, a]'],
    [stored('a', 'b'), ['a'], '[a, b]', '[a]'],
    [stored('a'), [], '[a]', '[]'],
    [stored('a', 'b', 'c'), ['a', 'c', 'x', 'b'], '[a, b, c]', '[a, c, x, b]'],
  ])('the stored features %j do not fit into the expected %j', (features, expected, storedList, expectedList) => {
    expect(() => planStartup(features, expected)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        message: `the stored context features are ${storedList}, which is not a subsequence of the expected ${expectedList}`,
      }),
    );
  });

  test('stored features are accepted exactly if they are a subsequence of the expected ones, and missing features are inserted', () => {
    const starts = featureLists.chain((expected) =>
      fc.record({
        expected: fc.constant(expected),
        names: fc.oneof(fc.subarray(expected), fc.shuffledSubarray(expected), featureLists),
        shift: fc.constantFrom(0, 0, 1),
      }),
    );
    fc.assert(
      fc.property(starts, ({ expected, names, shift }) => {
        const features = names.map((name, place) => ({ name, index: place + shift }));
        if (!isSubsequence(names, expected)) {
          expect(() => planStartup(features, expected)).toThrow(expect.objectContaining({ kind: 'conflict' }));
          return;
        }

        const plan = planStartup(features, expected);

        expect(plan).toEqual({
          inserted: expected.filter((name) => !names.includes(name)),
          misplaced: shift === 0 ? [] : names,
          isUnchanged: names.length === expected.length && (shift === 0 || names.length === 0),
        });
      }),
      { numRuns: 500 },
    );
  });
});

function isSubsequence(names: readonly string[], of: readonly string[]): boolean {
  let found = 0;
  for (const name of of) {
    if (name === names[found]) found++;
  }
  return found === names.length;
}
