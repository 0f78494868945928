import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, parseSettingType, printJson } from '@heksher/domain';
import { jsonTexts, jsonValues, nearlyJsonTexts } from '../../../../libs/domain/src/json.arbitraries.js';
import { isLarger, prettyJson, readJson } from './json-text.js';

describe('a value as JSON text', () => {
  test('text → value → text is the identity', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = prettyJson(value);

        expect(readJson(undefined, text)).toEqual({ value });
        expect(prettyJson(parseJson(text))).toBe(text);
      }),
    );
  });

  test('a text that the domain reads is read alike, unless it repeats a key', () => {
    fc.assert(
      fc.property(fc.oneof(jsonTexts, nearlyJsonTexts), (text) => {
        const reading = readJson(undefined, text);
        if (reading.fault) return;

        expect(printJson(reading.value)).toBe(printJson(parseJson(text)));
      }),
    );
  });

  test('there is always a fault in place of an exception', () => {
    fc.assert(fc.property(fc.oneof(nearlyJsonTexts, fc.string()), (text) => void readJson(undefined, text)));
  });
});

describe('a fault of a JSON text', () => {
  test.each([
    ['int', '', 1, 1, 'A value is missing.'],
    ['int', '1.5', 1, 1, '1.5 is not a whole number.'],
    ['Sequence<int>', '[1,\n 2,\n "3"]', 3, 2, 'A whole number is needed, not a text.'],
    ['Sequence<int>', '[1,\n 2 3]', 2, 4, 'A comma or “]” is needed here.'],
    ['Sequence<int>', '[1,]', 1, 4, 'A value is missing before “]”.'],
    ['Sequence<int>', '[1', 1, 3, 'A comma or “]” is needed here.'],
    ['Sequence<float>', '[1, NaN]', 1, 5, '“NaN” is no JSON value.'],
    ['Sequence<float>', '[1,\n1e999]', 2, 1, 'The number 1e999 is beyond the range of a double.'],
    ['Mapping<Sequence<bool>>', '{\n  "a": [true],\n  "b": [0]\n}', 3, 9, 'True or false is needed, not a number.'],
    ['Mapping<int>', '{"a": 1,\n "a": 2}', 2, 2, 'This key is there twice.'],
    ['Mapping<int>', '{a: 1}', 1, 2, 'A key in quotation marks is needed here.'],
    ['Mapping<int>', '{"a" 1}', 1, 6, 'A colon is needed here.'],
    ['str', '"a', 1, 1, 'The text does not end: a quotation mark is missing.'],
    ['str', '"a\nb"', 1, 3, 'A line break or a control character has to be escaped, such as \\n.'],
    ['str', '"\\x"', 1, 2, 'This is no escape that JSON knows.'],
    ['str', '"a" "b"', 1, 5, 'There is something after the end of the value.'],
    ['Sequence<str>', '["a",\n"\\ud800"]', 2, 1, 'A string holds a lone surrogate, which is not Unicode.'],
    ['Sequence<int>', '['.repeat(300), 1, 201, 'JSON may be nested at most 200 deep.'],
  ])('of type %s in %j is at line %i, column %i', (type, text, line, column, message) => {
    expect(readJson(parseSettingType(type), text).fault).toMatchObject({ line, column, message });
  });
});

test('the size of a value counts all its parts', () => {
  expect(isLarger(parseJson('[1,[2,3],{"a":4}]'), 6)).toBe(true);
  expect(isLarger(parseJson('[1,[2,3],{"a":4}]'), 7)).toBe(false);
});
