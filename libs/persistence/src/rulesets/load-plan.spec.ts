import { expect, test } from '@jest/globals';
import { inPieces, totalOf } from './load-plan.js';

const KIBIBYTE = 1024;
const weightsOf = (...kibibytes: number[]) => new Map(kibibytes.map((size, at) => [`s${at}`, size * KIBIBYTE]));
const piecesOf = (...kibibytes: number[]) => {
  const weights = weightsOf(...kibibytes);
  return [...inPieces([...weights.keys()], weights)];
};

test.each([
  { title: 'no settings make no piece', sizes: [], pieces: [] },
  { title: 'small settings share a piece', sizes: [50, 100, 150], pieces: [['s0', 's1', 's2']] },
  { title: 'a piece has at most half a mebibyte', sizes: [256, 256, 1], pieces: [['s0', 's1'], ['s2']] },
  { title: 'a large setting is a piece of its own', sizes: [1, 5000, 1], pieces: [['s0'], ['s1'], ['s2']] },
  { title: 'a large setting at the end is a piece of its own', sizes: [500, 5000], pieces: [['s0'], ['s1']] },
])('$title', ({ sizes, pieces }) => {
  expect(piecesOf(...sizes)).toEqual(pieces);
});

test('a setting without a known weight is in a piece, too', () => {
  expect([...inPieces(['known', 'new'], new Map([['known', 5]]))]).toEqual([['known', 'new']]);
});

test('weights add up', () => {
  expect(totalOf(weightsOf())).toBe(0);
  expect(totalOf(weightsOf(1, 2, 3))).toBe(6 * KIBIBYTE);
});
