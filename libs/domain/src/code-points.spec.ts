import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareCodePoints } from './code-points.js';

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\uffff', '😀', '\u{10ffff}', '\u0000'), maxLength: 5 }),
);

describe('texts are ordered by code points', () => {
  test.each([
    ['', 'a'],
    ['a', 'ab'],
    ['B', 'a'],
    ['Z', '_'],
    ['a.b', 'aB'],
    ['10', '9'],
    ['\uffff', '😀'],
    ['a\uffff', 'a😀'],
  ])('%j comes before %j in the order of code points', (lower, higher) => {
    expect(compareCodePoints(lower, higher)).toBeLessThan(0);
    expect(compareCodePoints(higher, lower)).toBeGreaterThan(0);
  });

  test.each(['', 'a', '😀'])('%j equals itself in the order of code points', (text) => {
    expect(compareCodePoints(text, text)).toBe(0);
  });

  test('the order of code points is that of UTF-8 bytes, as in the database', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const order = Math.sign(compareCodePoints(left, right));

        expect(order).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
      { numRuns: 1000 },
    );
  });
});
