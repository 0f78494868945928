import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalKey, integerText, isWhole, whyUnacceptable } from './decimal.js';
import { equalNumberTexts, numberTexts } from './json.arbitraries.js';

/** The number as a fraction, computed independently of the code under test. */
function fraction(text: string): { numerator: bigint; denominator: bigint } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const exponent = Number(power) - decimals.length;
  const integer = BigInt(whole.replace('-', '') + decimals) * (whole.startsWith('-') ? -1n : 1n);
  return exponent >= 0
    ? { numerator: integer * 10n ** BigInt(exponent), denominator: 1n }
    : { numerator: integer, denominator: 10n ** BigInt(-exponent) };
}

function isSameNumber(left: string, right: string): boolean {
  const [a, b] = [fraction(left), fraction(right)];
  return a.numerator * b.denominator === b.numerator * a.denominator;
}

describe('numbers compare by mathematical value', () => {
  test.each([
    ['1', '1.0'],
    ['1e2', '100'],
    ['1E+2', '100.00'],
    ['-0', '0'],
    ['0e5', '0.000'],
    ['0.001', '1e-3'],
    ['-12.50e1', '-125'],
    ['1e0000001', '10'],
  ])('the number %s equals %s', (left, right) => {
    expect(decimalKey(left)).toBe(decimalKey(right));
  });

  test.each([
    ['9007199254740993', '9007199254740992'],
    ['12345678901234567890', '12345678901234567891'],
    ['0.1', '0.1000000000000000055'],
    ['1', '-1'],
    ['1', '10'],
    ['0.1', '0.01'],
    ['1e1000', '1e999'],
  ])('the number %s does not equal %s', (left, right) => {
    expect(decimalKey(left)).not.toBe(decimalKey(right));
  });

  test('the keys of two numbers are equal exactly if their fractions are', () => {
    const pairs = fc.oneof(equalNumberTexts, fc.tuple(numberTexts, numberTexts), equalNumberTexts.map(nearMiss));
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        expect(decimalKey(left) === decimalKey(right)).toBe(isSameNumber(left, right));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['', 'a', '1.', '.5', '+1', '0x1', '1e', ' 1', '1\n', 'Infinity'])('%j is not a JSON number', (text) => {
    expect(() => decimalKey(text)).toThrow(SyntaxError);
  });
});

describe('whole numbers', () => {
  test.each([
    ['1', '1'],
    ['1.0', '1'],
    ['1e3', '1000'],
    ['-0.0', '0'],
    ['-0', '0'],
    ['0e9', '0'],
    ['-1.50e1', '-15'],
    ['1200e-2', '12'],
    ['12345678901234567890.0', '12345678901234567890'],
    ['1e308', `1${'0'.repeat(308)}`],
  ])('%s is the integer %s', (text, integer) => {
    expect(isWhole(text)).toBe(true);
    expect(integerText(text)).toBe(integer);
  });

  test.each(['1.5', '1e-1', '0.1', '-12.345e2', '9007199254740993.5'])('the number %s is not whole', (text) => {
    expect(isWhole(text)).toBe(false);
    expect(() => integerText(text)).toThrow(RangeError);
  });

  test('a number is whole exactly if its fraction is, and its integer is the same number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          numberTexts,
          equalNumberTexts.map(([one]) => one),
        ),
        (text) => {
          const { numerator, denominator } = fraction(text);

          expect(isWhole(text)).toBe(numerator % denominator === 0n);
          if (isWhole(text)) expect(integerText(text)).toBe(String(numerator / denominator));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('limits of numbers', () => {
  const range = (text: string) => `the number ${text} is beyond the range of a double`;
  const tooManyDigits = 'a number may have at most 1000 digits';
  const exponentTooLarge = 'the exponent of a number must be within ±1000';

  test.each([
    ['zero', '0'],
    ['a negative zero', '-0.0'],
    ['an integer beyond 64 bits', '12345678901234567890'],
    ['an integer of 500 digits', '9'.repeat(500)],
    ['a negative integer of 1,000 digits', `-${'9'.repeat(1000)}`],
    ['a fraction of 1,000 digits', `0.${'9'.repeat(999)}`],
    ['the largest double', '1.7976931348623157e308'],
    ['less than any double', '1e-1000'],
    ['zero with an exponent of 1,000', '0e1000'],
    ['an exponent with zeros in front', '1e+0000308'],
  ])('%s is accepted', (_, text) => {
    expect(whyUnacceptable(text)).toBeUndefined();
  });

  test.each([
    ['1e309', '1e309', range('1e309')],
    ['1e400', '1e400', range('1e400')],
    ['-1E400', '-1E400', range('-1E400')],
    ['1e1000', '1e1000', range('1e1000')],
    ['400 digits with a point', `${'9'.repeat(400)}.0`, range(`${'9'.repeat(400)}.0`)],
    ['an integer of 1,001 digits', '9'.repeat(1001), tooManyDigits],
    ['a fraction of 1,001 digits', `0.${'0'.repeat(1000)}`, tooManyDigits],
    ['1e1001', '1e1001', exponentTooLarge],
    ['0e1001', '0e1001', exponentTooLarge],
    ['1e-1001', '1e-1001', exponentTooLarge],
    ['an exponent of 400 digits', `1e${'9'.repeat(400)}`, exponentTooLarge],
  ])('%s is refused', (_, text, reason) => {
    expect(whyUnacceptable(text)).toBe(reason);
  });
});

/** Two numbers that differ in the last digit. */
function nearMiss([one, other]: [string, string]): [string, string] {
  return [one, other.replace(/\d(?=e|$)/i, (digit) => String((Number(digit) + 1) % 10))];
}
