import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject, jsonEquals, parseJson, printJson, type JsonValue } from '../json.js';
import { accepts, conform } from './accepts.js';
import { parseSettingType } from './parse.js';
import type { SettingType } from './setting-type.js';
import { typesWithValues } from './setting-type.arbitraries.js';

describe('the values of a type', () => {
  test.each([
    ['int', ['0', '-1', '1.0', '1e3', '-0.0', '12345678901234567890', '9'.repeat(500), '1e308']],
    ['float', ['0', '1.5', '-0.0', '1e-300', '0.1000000000000000055', '12345678901234567890']],
    ['str', ['""', '"a"', '"\\u0000"', '"1"']],
    ['bool', ['true', 'false']],
    ['Enum[1,"a",false,9007199254740993]', ['1', '1.0', '10e-1', '"a"', '"\\u0061"', 'false', '9007199254740993']],
    ['Flags[1,true,"a"]', ['[]', '[1]', '[1,true]', '["a",true,1.0]']],
    ['Flags[]', ['[]']],
    ['Sequence<int>', ['[]', '[1,1,2.0]']],
    ['Mapping<bool>', ['{}', '{"":true,"__proto__":false}']],
    ['Mapping<Sequence<Enum["a"]>>', ['{"x":[],"y":["a","a"]}']],
  ])('the type %s accepts its values', (type, values) => {
    const refused = values.filter((value) => !accepts(parseSettingType(type), parseJson(value)));

    expect(refused).toEqual([]);
  });

  test.each([
    ['int', ['1.5', '1e-1', '9007199254740993.5', 'true', '"1"', 'null', '[1]', '{}']],
    ['float', ['true', '"1.5"', 'null', '[1.5]', '{}']],
    ['str', ['1', 'true', 'null', '["a"]', '{}']],
    ['bool', ['0', '1', '"true"', 'null', '[]', '{}']],
    ['Enum[1,"a",false,9007199254740993]', ['true', '"1"', '0', 'null', '"b"', '9007199254740992', '[1]', '{"a":1}']],
    ['Enum["null"]', ['null']],
    ['Enum[]', ['null', '1', '""', '[]']],
    ['Flags[1,true,"a"]', ['[2]', '[1,1]', '[1,1.0]', '["a",true,"a"]', '[[1]]', '[{}]', '[null]', '1', '{}', 'null']],
    ['Sequence<int>', ['[1,"1"]', '[[1]]', '[null]', '{}', '{"0":1}', '1', 'null']],
    ['Mapping<bool>', ['{"a":1}', '{"a":true,"__proto__":0}', '[]', '[true]', 'null', '1.0', '"a"']],
    ['Mapping<Sequence<Enum["a"]>>', ['{"x":["b"]}', '{"x":"a"}']],
  ])('the type %s refuses other values', (type, values) => {
    const accepted = values.filter((value) => accepts(parseSettingType(type), parseJson(value)));

    expect(accepted).toEqual([]);
  });
});

describe('the stored form of a value', () => {
  test.each([
    ['int', '1', '1'],
    ['int', '1.0', '1'],
    ['int', '1e3', '1000'],
    ['int', '-0.0', '0'],
    ['int', '12345678901234567890.0', '12345678901234567890'],
    ['int', '1e21', '1000000000000000000000'],
    ['float', '1.0', '1.0'],
    ['float', '-0.0', '-0.0'],
    ['float', '1e3', '1e3'],
    ['Enum[1]', '1.0', '1.0'],
    ['Flags[1]', '[1.0]', '[1.0]'],
    ['str', '"1.0"', '"1.0"'],
    ['Sequence<int>', '[1.0,2]', '[1,2]'],
    ['Sequence<float>', '[1.0,2]', '[1.0,2]'],
    ['Mapping<int>', '{"b":1.0,"a":1e1,"__proto__":2.0}', '{"b":1,"a":10,"__proto__":2}'],
    ['Mapping<Sequence<int>>', '{"a":[1.0],"b":[]}', '{"a":[1],"b":[]}'],
  ])('in the type %s, the value %s becomes %s', (type, value, stored) => {
    expect(printJson(conform(parseSettingType(type), parseJson(value)))).toBe(stored);
  });

  test.each([
    ['int', '1.5'],
    ['int', '"1.0"'],
    ['int', 'null'],
    ['Sequence<int>', '{"a":1.0}'],
    ['Sequence<int>', '1.0'],
    ['Mapping<int>', '[1.0]'],
    ['Mapping<int>', 'null'],
  ])('in the type %s, the value %s of another type stays as it is', (type, value) => {
    expect(printJson(conform(parseSettingType(type), parseJson(value)))).toBe(value);
  });

  test('the stored form equals the value, is of the type, and does not change again', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        const stored = conform(type, value);

        expect(jsonEquals(stored, value)).toBe(true);
        expect(accepts(type, stored)).toBe(accepts(type, value));
        expect(printJson(conform(type, stored))).toBe(printJson(stored));
      }),
      { numRuns: 500 },
    );
  });

  test('the stored form writes every int with digits only', () => {
    fc.assert(
      fc.property(typesWithValues, ([type, value]) => {
        fc.pre(accepts(type, value));

        const integers = integersOf(type, conform(type, value));

        expect(integers.filter((text) => !/^(0|-?[1-9]\d*)$/.test(text))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** The texts of the numbers of type `int` in a value. */
function integersOf(type: SettingType, value: JsonValue): string[] {
  if (type.kind === 'int') return [printJson(value)];
  if (type.kind === 'sequence' && Array.isArray(value)) return value.flatMap((item) => integersOf(type.of, item));
  if (type.kind === 'mapping' && isJsonObject(value)) {
    return Object.values(value).flatMap((item) => integersOf(type.of, item));
  }
  return [];
}
