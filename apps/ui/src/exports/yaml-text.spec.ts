import { parseJson } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { printYaml, toYamlText } from './yaml-text.js';

test('rows are a sequence of mappings', () => {
  const text = toYamlText(
    [{ name: 'a', value: [1] }],
    [
      { name: 'setting', value: ({ name }) => name },
      { name: 'value', value: ({ value }) => value },
    ],
  );

  expect(text).toBe('- setting: a\n  value:\n    - 1\n');
});

test.each(['12345678901234567890', '1.0', '-0', '1e5', '1.50', '-12.5E-3', '0.1000000000000000055511151231257827'])(
  'the number %s keeps its digits',
  (number) => {
    expect(printYaml(parseJson(number))).toBe(`${number}\n`);
  },
);

test.each([
  'yes',
  'no',
  'on',
  'off',
  'y',
  'N',
  'true',
  'null',
  '~',
  '',
  '1',
  '1.0',
  '1e5',
  '0x1f',
  '1_000',
  '12:30:45',
  '-',
  '2026-11-27',
  '<<',
  '# x',
  'a: b',
  '{',
  ' x',
])('the string %j stays a string for readers of YAML 1.1 and 1.2', (string) => {
  const text = printYaml([string, { [string]: string }]);

  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(text, { version, merge: true })).toEqual([string, { [string]: string }]);
  }
});

test('equal values have no anchors, and long ones stay in a line', () => {
  const shared = { text: 'word '.repeat(100) };

  expect(printYaml([shared, shared]).split('\n')).toHaveLength(3);
});
