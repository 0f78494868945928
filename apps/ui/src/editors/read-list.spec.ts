import { describe, expect, test } from '@jest/globals';
import { parseJson, parseSettingType } from '@heksher/domain';
import { readList, readMapping } from './read-list.js';

describe('a pasted list', () => {
  test.each([
    ['int', '[1, 2]', '[1,2]'],
    ['int', '1\r\n\r\n 12345678901234567890 \n', '[1,12345678901234567890]'],
    ['str', 'a, b\nc ', '["a, b","c "]'],
    ['str', '[section]\nkey=1', '["[section]","key=1"]'],
    ['str', '["a",\n"b"]', '["a","b"]'],
    ['bool', 'true\nfalse', '[true,false]'],
    ['Enum["a,b",1,"1",true]', 'a,b\n1\n"1"\ntrue', '["a,b",1,"1",true]'],
    ['Sequence<int>', '[1]\n[2,3]', '[[1],[2,3]]'],
    ['Mapping<int>', '{"a":1}', '[{"a":1}]'],
  ])('of %s: %j', (type, text, values) => {
    expect(readList(parseSettingType(type), text)).toEqual({ values: parseJson(values) });
  });

  test.each([
    ['int', ' \n', 'There is nothing to add yet.'],
    ['int', '1\nx', 'Line 2: This is no number.'],
    ['int', '[1,\n"2"]', 'Line 2, column 1: A whole number is needed, not a text.'],
    ['int', '[1,\n2', 'Line 2, column 2: A comma or “]” is needed here.'],
    ['bool', 'yes', 'Line 1: “yes” is no JSON value.'],
  ])('of %s says what is wrong with %j', (type, text, message) => {
    expect(readList(parseSettingType(type), text)).toEqual({ message });
  });
});

describe('a pasted mapping', () => {
  const of = parseSettingType('int');

  test('is a JSON object', () => {
    expect(readMapping(of, '{"a": 1}')).toEqual({ value: { a: 1 } });
  });

  test.each([
    ['', 'There is nothing to add yet.'],
    ['[1]', 'Line 1, column 1: An object is needed, not a list.'],
    ['{"a": true}', 'Line 1, column 7: A whole number is needed, not true.'],
  ])('%j has a fault', (text, message) => {
    expect(readMapping(of, text)).toEqual({ message });
  });
});
