import { describe, expect, test } from '@jest/globals';
import { ExactNumber, type JsonValue } from '@heksher/domain';
import { readValueWord } from './value-word.js';

describe('a value of the command line', () => {
  test.each<[string, string, JsonValue]>([
    ['5', 'int', 5],
    ['-5', 'int', -5],
    ['1.0', 'float', new ExactNumber('1.0')],
    ['true', 'bool', true],
    ['"a b"', 'str', 'a b'],
    ['"5"', 'Enum[5,"5"]', '5'],
    ['5', 'Enum[5,"5"]', 5],
    ['["a"]', 'Flags["a","b"]', ['a']],
    ['{"a": 1}', 'Mapping<int>', { a: 1 }],
  ])('%j is JSON for the type %s', (word, type, value) => {
    expect(readValueWord(word, type)).toEqual({ value, isText: false });
  });

  test.each([
    ['one page', 'str'],
    ['', 'str'],
    ['5', 'str'],
    ['true', 'str'],
    ['"open', 'str'],
    ['blue', 'Enum["red","blue"]'],
  ])('%j is the text itself for the type %s', (word, type) => {
    expect(readValueWord(word, type)).toEqual({ value: word, isText: true });
  });

  test.each([
    ['large', 'int', '"large" is not JSON'],
    ['1.5', 'int', '1.5 is not a whole number'],
    ['green', 'Enum["red"]', '"green" is not an option: the options are "red"'],
    ['{"a": ["x"]}', 'Mapping<Sequence<int>>', 'at a.0: a whole number is needed, not a text'],
    ['[1', 'Sequence<int>', 'is not JSON'],
  ])('%j is refused for the type %s', (word, type, message) => {
    expect(() => readValueWord(word, type)).toThrow(message);
  });
});
