import { ExactNumber, parseJson, printJson, type JsonValue } from '@heksher/domain';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { jsonValues } from '../../domain/src/json.arbitraries.js';
import { printJsonText } from './print-json-text.js';
import { printYaml } from './print-yaml.js';
import { readDocumentText } from './read-document-text.js';

describe('YAML', () => {
  test('a document is printed as the documentation shows it', () => {
    const text = printYaml({
      format: 'heksher/v1',
      scope: { prefixes: ['backend.'] },
      settings: {
        'backend.cache_size': {
          type: 'int',
          default_value: new ExactNumber('12345678901234567890'),
          metadata: {},
          aliases: [],
          rules: [
            {
              when: { user: 'guest', theme: 'dark' },
              value: new ExactNumber('1.0'),
              metadata: { information: 'a\nb' },
            },
            { when: {}, value: [null, true, 'no'] },
          ],
        },
      },
    });

    expect(text).toBe(`format: "heksher/v1"
scope:
  prefixes:
    - "backend."
settings:
  backend.cache_size:
    type: "int"
    default_value: 12345678901234567890
    metadata: {}
    aliases: []
    rules:
      - when: { user: "guest", theme: "dark" }
        value: 1.0
        metadata:
          information: "a\\nb"
      - when: {}
        value:
          - null
          - true
          - "no"
`);
  });

  test('names that a tool could take for something else are in quotes', () => {
    const names = [
      'no',
      'y',
      'null',
      '1',
      '012',
      '2026-11-26',
      '<<',
      '=',
      '',
      'a b',
      'é',
      '-',
      '.5',
      'e0',
      'E-12',
      'NaN',
      '#',
      'a: b',
    ];

    const text = printYaml(Object.fromEntries(names.map((name) => [name, 0])));

    for (const name of names) expect(text).toMatch(`${JSON.stringify(name)}: 0\n`);
  });

  test('a long text stays on its line, and equal objects have no anchors', () => {
    const shared = { text: 'word '.repeat(100) };

    expect(printYaml([shared, shared]).split('\n')).toHaveLength(3);
  });

  test('only names and single values are on one line', () => {
    expect(printYaml({ when: { a: [] } })).toBe('when:\n  a: []\n');
    expect(printYaml({ when: 'now' })).toBe('when: "now"\n');
    expect(printYaml({ when: { [`${'a'.repeat(1001)}`]: 1 } })).toContain('when:\n  aaa');
  });

  test('any value reads as it was, with every digit, and prints the same again', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = printYaml(value);
        const read = readDocumentText(text).value;

        expect(read).toEqual(value);
        expect(printJson(read)).toBe(printJson(value));
        expect(printYaml(read)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['1.1', '1.2'] as const)('another reader of YAML %s reads the same', (version) => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = printYaml(value);

        const read: unknown = parse(text, { version, merge: true, intAsBigInt: false, maxAliasCount: 0 });

        expect(read).toEqual(rounded(value));
      }),
      { numRuns: 1000 },
    );
  });

  test('an object in the conditions of a rule reads as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (when) => {
        fc.pre(![...Object.entries(when).flat()].some((text) => /\p{Surrogate}/u.test(text)));
        const value: JsonValue = [{ when, value: 1 }];

        expect(readDocumentText(printYaml(value)).value).toEqual(value);
      }),
    );
  });
});

describe('JSON', () => {
  test('a value is indented by two', () => {
    expect(printJsonText(parseJson('{"a":[1.0,[],{}],"b":{"c":"x"}}'))).toBe(
      '{\n  "a": [\n    1.0,\n    [],\n    {}\n  ],\n  "b": {\n    "c": "x"\n  }\n}\n',
    );
  });

  test('any value reads as it was', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = printJsonText(value);

        expect(printJson(parseJson(text))).toBe(printJson(value));
        expect(printJson(readDocumentText(text).value)).toBe(printJson(value));
      }),
      { numRuns: 500 },
    );
  });
});

/** The value as JavaScript's numbers have it. */
function rounded(value: JsonValue): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rounded(member)]));
}
