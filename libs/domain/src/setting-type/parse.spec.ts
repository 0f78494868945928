import { describe, expect, test } from '@jest/globals';
import { ExactNumber } from '../json.js';
import { MAX_TYPE_DEPTH, MAX_TYPE_LENGTH, parseSettingType } from './parse.js';
import { printSettingType } from './print.js';
import type { SettingType } from './setting-type.js';

const none = new Map();

describe('reading a setting type', () => {
  test.each<[string, SettingType]>([
    ['int', { kind: 'int' }],
    ['float', { kind: 'float' }],
    ['str', { kind: 'str' }],
    ['bool', { kind: 'bool' }],
    ['Enum[]', { kind: 'enum', options: none }],
    ['Flags []', { kind: 'flags', options: none }],
    [
      'Enum[1,"1",true]',
      {
        kind: 'enum',
        options: new Map<string, number | string | boolean>([
          ['string 1', '1'],
          ['number 1e0', 1],
          ['boolean true', true],
        ]),
      },
    ],
    ['Flags[1.0,1]', { kind: 'flags', options: new Map([['number 1e0', new ExactNumber('1.0')]]) }],
    ['Sequence<int>', { kind: 'sequence', of: { kind: 'int' } }],
    [
      'Mapping \n< Sequence\t<Enum []> >',
      { kind: 'mapping', of: { kind: 'sequence', of: { kind: 'enum', options: none } } },
    ],
    ['Sequence<Enum["<>]"]>', { kind: 'sequence', of: { kind: 'enum', options: new Map([['string <>]', '<>]']]) } }],
  ])('%j is a type', (text, type) => {
    expect(parseSettingType(text)).toEqual(type);
  });

  const types = 'the types are int, float, str, bool, Enum[…], Flags[…], Sequence<…> and Mapping<…>';

  test.each([
    ['', 0, `a type is missing; ${types}`],
    ['integer', 0, `"integer" is no type; ${types}`],
    ['Int', 0, `"Int" is no type; ${types}`],
    ['int\n', 0, `"int\\n" is no type; ${types}`],
    ['Enum', 0, `"Enum" is no type; ${types}`],
    ['Enum{"a":1}', 0, `"Enum{\\"a\\":1}" is no type; ${types}`],
    ['Sequence', 0, `"Sequence" is no type; ${types}`],
    ['Sequence[int]', 0, `"Sequence[int]" is no type; ${types}`],
    ['constructor', 0, `"constructor" is no type; ${types}`],
    ['x'.repeat(100), 0, `"${'x'.repeat(60)}…" is no type; ${types}`],
    ['Sequence<>', 9, `a type is missing; ${types}`],
    ['Sequence<  number >', 11, `"number" is no type; ${types}`],
    ['Mapping<Sequence <int,int>>', 18, `"int,int" is no type; ${types}`],
    ['Mapping<int', 11, '"Mapping<" is not closed by a ">" at the end'],
    ['Mapping<Sequence<int>', 20, '"Sequence<" is not closed by a ">" at the end'],
    ['Enum[null]', 4, 'the option "null" is neither a number nor a string nor a boolean'],
    ['Flags [[1]]', 6, 'the option "[1]" is neither a number nor a string nor a boolean'],
    ['Sequence<Enum[1,{"a":2}]>', 13, 'the option "{\\"a\\":2}" is neither a number nor a string nor a boolean'],
    ['Enum[1e400]', 4, 'the options are not a JSON array: the number 1e400 is beyond the range of a double'],
    ['Enum["\\ud800"]', 4, 'the options are not a JSON array: a string holds a lone surrogate, which is not Unicode'],
  ])('%j is not a type, and the error says why and where', (text, position, reason) => {
    expect(() => parseSettingType(text)).toThrow(
      expect.objectContaining({ kind: 'invalid', message: `setting type, at character ${position}: ${reason}` }),
    );
  });

  test.each(['Enum[1,]', 'Enum[a]', 'Flags[1', 'Enum[1]]', 'Enum[1] [2]', 'Sequence<Enum["a]>'])(
    'the options of %j are not JSON',
    (text) => {
      expect(() => parseSettingType(text)).toThrow(
        expect.objectContaining({
          kind: 'invalid',
          message: expect.stringMatching(
            /^setting type, at character \d+: the options are not a JSON array: not valid JSON: /,
          ),
        }),
      );
    },
  );

  test.each(['int', 'Enum["a",1]', 'Flags[]'])('a type of %s may be nested 32 deep, but no deeper', (leaf) => {
    const nested = (depth: number) => 'Sequence<'.repeat(depth) + leaf + '>'.repeat(depth);

    const deepest = parseSettingType(nested(MAX_TYPE_DEPTH));

    expect(MAX_TYPE_DEPTH).toBe(32);
    expect(printSettingType(deepest)).toBe(nested(32));
    for (const depth of [33, 200, 5000]) {
      expect(() => parseSettingType(nested(depth))).toThrow(
        expect.objectContaining({ kind: 'invalid', message: 'a setting type may be nested at most 32 deep' }),
      );
    }
  });

  test('a type may have 65,536 characters, but no more', () => {
    const ofLength = (length: number) => `Enum["${'a'.repeat(length - 8)}"]`;

    const longest = parseSettingType(ofLength(MAX_TYPE_LENGTH));

    expect(printSettingType(longest)).toHaveLength(65_536);
    expect(() => parseSettingType(ofLength(65_537))).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        message: 'a setting type has at most 65536 characters, this one has 65537',
      }),
    );
  });
});
