import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, conform, numberText, parseJson } from '@heksher/domain';
import { numberTexts } from '../../../../libs/domain/src/json.arbitraries.js';
import { readNumber } from './read-number.js';

describe('the text of a number', () => {
  test.each([
    ['int', '12345678901234567890', new ExactNumber('12345678901234567890')],
    ['int', '9007199254740993', new ExactNumber('9007199254740993')],
    ['int', ' -7 ', -7],
    ['int', '1e3', 1000],
    ['float', '1e-5', new ExactNumber('1e-5')],
    ['float', '1.0', new ExactNumber('1.0')],
    ['float', '2', 2],
  ] as const)('an %s takes %j', (kind, text, value) => {
    expect(readNumber({ kind }, text)).toEqual({ value });
  });

  test.each([
    ['int', '', 'A number is missing.'],
    ['int', '-', 'A sign alone is no number.'],
    ['int', '+1', 'Write the number without “+”.'],
    ['int', '1.5', '1.5 is not a whole number.'],
    ['int', '007', 'A number does not begin with zeros.'],
    ['int', '1,000', 'Write the number without separators, with a point before its fraction.'],
    ['int', 'null', 'This is no number.'],
    ['int', '1'.repeat(1001), 'A number may have at most 1000 digits.'],
    ['float', '1,5', 'Write the number without separators, with a point before its fraction.'],
    ['float', '.5', 'A digit is missing before the point.'],
    ['float', '5.', 'A digit is missing after the point.'],
    ['float', '1e', 'The exponent is missing after the “e”.'],
    ['float', 'NaN', 'Infinity and NaN cannot be stored.'],
    ['float', '1e999', 'The number 1e999 is beyond the range of a double.'],
  ] as const)('an %s refuses %j', (kind, text, message) => {
    expect(readNumber({ kind }, text)).toEqual({ message });
  });

  test('of a float keeps every digit', () => {
    fc.assert(
      fc.property(numberTexts, (text) => {
        const reading = readNumber({ kind: 'float' }, text);

        expect('value' in reading && numberText(reading.value as number | ExactNumber)).toBe(text);
      }),
    );
  });

  test('of an int is a value in its stored form', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        const type = { kind: 'int' } as const;

        expect(readNumber(type, String(number))).toEqual({ value: conform(type, parseJson(String(number))) });
      }),
    );
  });
});
