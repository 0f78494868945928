import { ExactNumber, type JsonValue } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { toCsv } from './csv.js';

const fieldOf = (value: JsonValue | undefined) => toCsv([value], [{ name: 'x', value: (row) => row }]).slice(3, -2);

test('a table is a line of names and a line for each row', () => {
  const rows = [
    { name: 'cache_size', value: 20 },
    { name: 'title', value: 'a "b", c' },
  ];

  const text = toCsv(rows, [
    { name: 'setting', value: ({ name }) => name },
    { name: 'value', value: ({ value }) => value },
  ]);

  expect(text).toBe('setting,value\r\ncache_size,20\r\ntitle,"a ""b"", c"\r\n');
});

test.each<[JsonValue | undefined, string]>([
  [undefined, ''],
  ['', '""'],
  [null, 'null'],
  [true, 'true'],
  ['plain', 'plain'],
  ['two\nlines', '"two\nlines"'],
  [' space', '" space"'],
  [[1, 'a'], '"[1,""a""]"'],
  [new ExactNumber('12345678901234567890'), '12345678901234567890'],
  [new ExactNumber('1.0'), '1.0'],
])('%j is the field %s', (value, field) => {
  expect(fieldOf(value)).toBe(field);
});

test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', ' =1', '=', '-', '+1,2', '--1', '＝1', '-5)'])(
  'the text %j is not run by a spreadsheet',
  (text) => {
    expect(fieldOf(text)).toMatch(/^"?'/);
  },
);

test.each([-5, -1.5, '-5', '+5', '-1.5e10', '-0.5', new ExactNumber('-1.0')])('the number %j stays', (value) => {
  const text = value instanceof ExactNumber ? value.text : String(value);

  expect(fieldOf(value)).toBe(text);
});
