import { ExactNumber, parseJson, printJson, type JsonValue } from '@heksher/domain';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { jsonTexts } from '../../domain/src/json.arbitraries.js';
import { DocumentTextError } from './document-text-error.js';
import { printYaml } from './print-yaml.js';
import { readDocumentText } from './read-document-text.js';

const EXAMPLE = `# settings of the backend
format: heksher/v1
scope: { prefixes: [backend.] }
settings:
  backend.cache_size:
    type: int
    default_value: 12345678901234567890
    version: "1.0"
    rules:
      - when: { user: guest, theme: 'dark' }
        value: 1.0
        metadata:
          information: |
            two
            lines
      - value: -0.50e+3
        when: {}
`;

describe('reading', () => {
  test('a document in YAML is read with its numbers as they are written', () => {
    const { value } = readDocumentText(EXAMPLE);

    expect(value).toEqual({
      format: 'heksher/v1',
      scope: { prefixes: ['backend.'] },
      settings: {
        'backend.cache_size': {
          type: 'int',
          default_value: new ExactNumber('12345678901234567890'),
          version: '1.0',
          rules: [
            {
              when: { user: 'guest', theme: 'dark' },
              value: new ExactNumber('1.0'),
              metadata: { information: 'two\nlines\n' },
            },
            { value: new ExactNumber('-0.50e+3'), when: {} },
          ],
        },
      },
    });
  });

  test.each<[string, JsonValue]>([
    ['null', null],
    ['~', null],
    ['True', true],
    ['false', false],
    ['a: ', { a: null }],
    ['a: NULL', { a: null }],
    ['10', 10],
    ['1e3', new ExactNumber('1e3')],
    ['-0', new ExactNumber('-0')],
    ['"no"', 'no'],
    ["'012'", '012'],
    ['10.0.0.7', '10.0.0.7'],
    ['1.2.3', '1.2.3'],
    ['2026-11-26-backup', '2026-11-26-backup'],
    ['3 apples', '3 apples'],
    ['yes please', 'yes please'],
    ['-x', '-x'],
    ['=x', '=x'],
    ['Nothing', 'Nothing'],
    ['Enum["a", 1]', 'Enum["a", 1]'],
    ['a#b', 'a#b'],
    ['"\\u00e9\\x41\\U0001F600"', 'éA😀'],
    ['"\\ud83d\\ude00"', '😀'],
    ['a: >-\n  folded\n  text', { a: 'folded text' }],
    ['? a\n: b', { a: 'b' }],
    ['- - 1\n  - 2\n- []', [[1, 2], []]],
    ['1: a\n"2": b', { 1: 'a', 2: 'b' }],
    ['1.0: a\n-1e2: b', { '1.0': 'a', '-1e2': 'b' }],
    ['"no": 1\n"<<": 2\n"": 3', { no: 1, '<<': 2, '': 3 }],
    ['backend.no: 1', { 'backend.no': 1 }],
    ['---\na: 1\n...\n', { a: 1 }],
    ['%YAML 1.2\n---\na: 1', { a: 1 }],
    ['\ufeffa: 1', { a: 1 }],
    ['a: 1\r\nb:\r\n  - "x\r\n    y"\r\n', { a: 1, b: ['x y'] }],
    ['\ufeff{"a":\t1,\r\n\t"b": [true]}', { a: 1, b: [true] }],
    ['{"a": "\\/\u007f"}', { a: '/\u007f' }],
  ])('%j is read', (text, value) => {
    expect(readDocumentText(text).value).toStrictEqual(value);
  });

  test('__proto__ is a member like any other', () => {
    const { value } = readDocumentText('__proto__:\n  a: 1');

    expect(printJson(value)).toBe('{"__proto__":{"a":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('names that look like integers come first, ascending, as in all JSON of the service', () => {
    const { value } = readDocumentText('b: 1\n"10": 2\n9: 3\na: 4');

    expect(printJson(value)).toBe('{"9":3,"10":2,"b":1,"a":4}');
  });

  test('a JSON text reads as the service reads it, if no name is written twice', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const expected = outcome(() => parseJson(text));

        const actual = outcome(() => readDocumentText(text).value);

        const isRepeated = (actual as unknown) instanceof DocumentTextError && /written twice/.test(String(actual));
        if (!isRepeated) expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('what is read as a text is a text for readers of YAML 1.1 and 1.2', () => {
    const almostOther = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789+-._:eExoabTZ '), maxLength: 8 }),
      fc.constantFrom(
        'yes',
        'No',
        'ON',
        'off',
        'y',
        'n',
        'True',
        'null',
        'NaN',
        '.inf',
        '-.INF',
        '.nan',
        '=',
        '~',
        '.',
      ),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(almostOther, (scalar) => {
        const text = `[ ${scalar} , 0 ]`;
        const value = outcome(() => readDocumentText(text).value);
        // The other reader takes e1 for a number, which YAML 1.1 does not.
        fc.pre(Array.isArray(value) && typeof value[0] === 'string' && !/^[-+]?[eE]/.test(value[0]));

        for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(value);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what is refused', () => {
  test.each<[string, number, number, string]>([
    ['', 1, 1, 'the text is empty'],
    ['\n# nothing\n', 1, 1, 'the text is empty'],
    ['---\n', 1, 1, 'the text is empty'],
    ['a: 1\nb: 2\na: 3', 3, 1, '"a" is written twice here: first in line 1'],
    ['x:\n  - a: 1\n    "a": 3', 3, 5, '"a" is written twice here: first in line 2'],
    ['{\n "a": 1,\n "\\u0061": 2}', 3, 2, '"a" is written twice here: first in line 2'],
    ['a: &x 1\nb: *x', 1, 4, 'anchors (&) and aliases (*)'],
    ['a: *x', 1, 4, 'anchors (&) and aliases (*)'],
    ['a: & x', 1, 5, 'anchors (&) and aliases (*)'],
    ['a: !!binary aGk=', 1, 4, 'tags such as !!binary are not read'],
    ['a: !foo\n  b: 1', 1, 4, 'tags such as !foo are not read'],
    ['a: !e!foo x', 1, 10, 'tags (!) are not read'],
    ['a:\n\tb: 1', 2, 1, 'a tab indents this line'],
    ['a:\n  b: 1\n\tc: 2', 3, 1, 'a tab indents this line'],
    ['a: 1\n---\nb: 2', 2, 1, 'several documents'],
    ['a: 1\n...\n---\nb: 2', 2, 1, 'several documents'],
    ['a: 1\n---\n', 2, 1, 'several documents'],
    ['a: { a: 1 }\nb:\n  <<: { b: 1 }', 3, 3, 'merge keys (<<) are not read'],
    ['a: no', 1, 4, 'YAML tools disagree about no: write "no" or false'],
    ['- Yes', 1, 3, 'write "Yes" or true'],
    ['a: off', 1, 4, 'write "off" or false'],
    ['a: 012', 1, 4, 'write "012" if it is a text, or a number as in JSON'],
    ['a: 1_000', 1, 4, 'write "1_000"'],
    ['a: 1,000', 1, 4, 'write "1,000"'],
    ['a: 0x1F', 1, 4, 'write "0x1F"'],
    ['a: 0o17', 1, 4, 'write "0o17"'],
    ['a: 0b11', 1, 4, 'write "0b11"'],
    ['a: +1', 1, 4, 'write "+1"'],
    ['a: .5', 1, 4, 'write ".5"'],
    ['a: 1.', 1, 4, 'write "1."'],
    ['a: 1:30', 1, 4, 'write "1:30"'],
    ['a: 2026-11-26', 1, 4, 'write "2026-11-26" with the quotes'],
    ['a: 2026-11-26T10:20:30.5Z', 1, 4, 'write "2026-11-26T10:20:30.5Z" with the quotes'],
    ['a: 2026-1-6 1:02:03 +01:00', 1, 4, 'YAML tools disagree'],
    ['a: =', 1, 4, 'YAML tools disagree'],
    ['a: .inf', 1, 4, 'JSON has no number .inf'],
    ['a: -.INF', 1, 4, 'JSON has no number'],
    ['a: .NaN', 1, 4, 'JSON has no number'],
    ['{"a": NaN}', 1, 7, 'JSON has no number NaN'],
    ['{"a": -Infinity}', 1, 7, 'JSON has no number -Infinity'],
    ['a: 1e100000', 1, 4, 'exponent'],
    ['no: 1', 1, 1, 'quote it, as in "no"'],
    ['a:\n  y: 1', 2, 3, 'quote it, as in "y"'],
    ['true: 1', 1, 1, 'quote it, as in "true"'],
    ['null: 1', 1, 1, 'quote it, as in "null"'],
    ['~: 1', 1, 1, 'quote it, as in "~"'],
    ['012: 1', 1, 1, 'quote it, as in "012"'],
    ['2026-11-26: 1', 1, 1, 'quote it, as in "2026-11-26"'],
    [': 1', 1, 1, 'a member has no name'],
    ['{ : 1 }', 1, 1, 'a member has no name'],
    ['? [a]\n: 1', 1, 3, 'cannot be the name of a member'],
    ['{a: 1}: 2', 1, 1, 'cannot be the name of a member'],
    ['- "\\ud800"', 1, 3, 'half of a surrogate pair'],
    ['"a\ud800": 1', 1, 1, 'half of a surrogate pair'],
    ['a: \ud800', 1, 4, 'control character'],
    ['a: "\u0000"', 1, 5, 'a control character'],
    ['a: "\u0001"', 1, 5, 'a control character'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 6, 'a comma or a closing bracket is missing'],
    ['{"a": 1,, "b": 2}', 1, 9, 'there is a comma too many'],
    ['{"a": [1, 2', 1, 12, 'a "[" or "{" is not closed'],
    ['a: "x', 1, 6, 'a quotation mark is not closed'],
    ['a: "\\y"', 1, 6, 'this escape is unknown'],
    ['a: "\\x4"', 1, 8, 'this escape is unknown'],
    ['a: 1\nb', 2, 2, 'the colon is missing'],
    ['{"a" 1}', 1, 6, 'a comma or a closing bracket is missing'],
    ['"a":1', 1, 5, 'write a space after the colon'],
    ['a: b: c', 1, 5, 'quote a text that contains ": "'],
    ['a:\n  b: 1\n c: 2', 3, 2, 'this does not fit what comes before'],
    ['- a\nb: 1', 2, 1, 'this does not fit what comes before'],
    ['- "a"\n  - b', 2, 3, 'the items of a list begin with "- " in the same column'],
    ['a: @x', 1, 4, 'a text cannot begin with @: quote it'],
    ['a: %x', 1, 4, 'a text cannot begin with %: quote it'],
    ['%YAML 2.0\n---\na: 1', 2, 1, 'directives'],
  ])('%j is refused at %i:%i: %s', (text, line, column, message) => {
    const error = refusalOf(text);

    expect({ line: error.line, column: error.column, message: error.message }).toEqual({
      line,
      column,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [`${'['.repeat(200)}${']'.repeat(200)}`, undefined],
    [`${'['.repeat(201)}${']'.repeat(201)}`, { line: 1, column: 201 }],
    [`${'[\n'.repeat(300)}`, { line: 250, column: 1 }],
    [`${'- '.repeat(201)}1`, { line: 1, column: 401 }],
  ])('nesting over 200 is refused', (text, place) => {
    const error = outcome(() => readDocumentText(text)) as unknown;

    if (place) expect(error).toMatchObject({ ...place, message: 'JSON may be nested at most 200 deep' });
    else expect(error).not.toBeInstanceOf(Error);
  });

  test('a text over 64 MiB is refused, in bytes of UTF-8', () => {
    const bytes = 64 * 2 ** 20;

    expect(refusalOf('x'.repeat(bytes + 1)).message).toContain('more than 64 MiB');
    expect(refusalOf('é'.repeat(bytes / 2 + 1)).message).toContain('more than 64 MiB');
  });
});

/** Whatever means something in YAML. */
const PIECES = [
  ...[
    'a',
    'b: ',
    '- ',
    '\n',
    '\n  ',
    '\n    ',
    '\r\n',
    '? ',
    ': ',
    '"x"',
    "'y'",
    '{',
    '}',
    '[',
    ']',
    ', ',
    '|\n',
    '>-\n',
    '# c',
  ],
  ...[
    ' ',
    '\t',
    '1',
    'no',
    '---\n',
    '...',
    '&a ',
    '*a',
    '!t ',
    '<<: ',
    '"',
    "'",
    '\\',
    '%',
    '@',
    'é',
    '😀',
    '\ud800',
    '\u0085',
  ],
  ...['\u2028', '\ufeff', '\u0000', '0x1', '~', '-', 'when: '],
];

test('any text is read, and then reads the same if printed, or is refused with a place inside it', () => {
  const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const result = outcome<unknown>(() => readDocumentText(text).value);

      if (result instanceof Error) {
        expect(result).toBeInstanceOf(DocumentTextError);
        const { line, column } = result as DocumentTextError;
        const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
        expect([line > 0, column > 0, column <= (lines[line - 1]?.length ?? -1) + 1]).toEqual([true, true, true]);
      } else {
        expect(readDocumentText(printYaml(result as JsonValue)).value).toEqual(result);
      }
    }),
    { numRuns: 5000 },
  );
});

describe('places', () => {
  test.each<[string, number, number]>([
    ['', 2, 1],
    ['/format', 2, 1],
    ['/scope/prefixes/0', 3, 21],
    ['/settings/backend.cache_size', 5, 3],
    ['/settings/backend.cache_size/default_value', 7, 5],
    ['/settings/backend.cache_size/rules/0', 10, 9],
    ['/settings/backend.cache_size/rules/0/when/theme', 10, 30],
    ['/settings/backend.cache_size/rules/1/value', 16, 9],
    ['/settings/backend.cache_size/rules/9/value', 9, 5],
    ['/settings/backend.cache_size/rules/x', 9, 5],
    ['/settings/backend.cache_size/aliases', 5, 3],
    ['/format/deeper', 2, 1],
    ['/nowhere', 1, 1],
  ])('%s of the example is at %i:%i', (pointer, line, column) => {
    expect(readDocumentText(EXAMPLE).locate(pointer)).toEqual({ line, column });
  });

  test('a pointer may hold escaped signs, and lead through JSON', () => {
    const { locate } = readDocumentText('\ufeff{\r\n "a/b": {"c~d": [1,\r\n 2]}}');

    expect(locate('/a~1b')).toEqual({ line: 2, column: 2 });
    expect(locate('/a~1b/c~0d/1')).toEqual({ line: 3, column: 2 });
  });

  test('a text that is no pointer has no place', () => {
    expect(readDocumentText('a: 1').locate('a')).toBeUndefined();
  });
});

function refusalOf(text: string): DocumentTextError {
  const refusal = outcome(() => readDocumentText(text).value);
  if (!((refusal as unknown) instanceof DocumentTextError)) throw new Error(`read as ${printJson(refusal)}`);
  return refusal as unknown as DocumentTextError;
}

function outcome<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    return error as Result;
  }
}
