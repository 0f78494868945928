import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSameType } from './compare.js';
import { parseSettingType } from './parse.js';
import { printSettingType } from './print.js';
import { settingTypes, typeTexts } from './setting-type.arbitraries.js';

describe('the canonical text of a setting type', () => {
  test.each([
    ['int', 'int'],
    ['Enum[false, "maybe", true, 2]', 'Enum["maybe",2,false,true]'],
    ['Flags [ ]', 'Flags[]'],
    ['Flags[10,9,1]', 'Flags[1,10,9]'],
    ['Enum["b","a","B",-1]', 'Enum["B","a","b",-1]'],
    ['Enum["\\u0061","a"]', 'Enum["a"]'],
    ['Enum["\\u0000"]', 'Enum["\\u0000"]'],
    ['Enum["😀","\uffff"]', 'Enum["\uffff","😀"]'],
    ['Enum[1.0,1,1e0]', 'Enum[1.0]'],
    ['Enum[1,1.0,true,"1"]', 'Enum["1",1,true]'],
    [
      'Enum[12345678901234567890,9007199254740993,9007199254740992]',
      'Enum[12345678901234567890,9007199254740992,9007199254740993]',
    ],
    ['Mapping < Sequence\n< Flags [ 2 , 1 ] > >', 'Mapping<Sequence<Flags[1,2]>>'],
  ])('the type %s is printed as %s', (text, canonical) => {
    expect(printSettingType(parseSettingType(text))).toBe(canonical);
  });

  test('the printed text of a type is read as the same type', () => {
    fc.assert(
      fc.property(settingTypes, (type) => {
        const read = parseSettingType(printSettingType(type));

        expect(read).toEqual(type);
        expect(isSameType(read, type)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('printing a type twice gives the same text', () => {
    fc.assert(
      fc.property(typeTexts, (text) => {
        const once = printSettingType(parseSettingType(text));

        const twice = printSettingType(parseSettingType(once));

        expect(twice).toBe(once);
        expect(once.length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});
