import { expect, test } from '@jest/globals';
import { parseJson, printJson, type JsonValue } from '@heksher/domain';
import { isLongText, jsonLines, prettyLines } from './pretty.js';

test('a short value is one line, with all digits', () => {
  expect(prettyLines(parseJson('[1.0, 12345678901234567890, -0]'))).toEqual(['[1.0,12345678901234567890,-0]']);
});

test('an object whose members nest has a line for each member', () => {
  expect(prettyLines({ a: { b: 1 }, c: [] })).toEqual(['{', '  "a": {"b":1},', '  "c": []', '}']);
});

test('a list that is too long for a line has a line for each item', () => {
  const list = Array.from({ length: 30 }, (_, at) => `item ${at}`);

  const lines = prettyLines(list);

  expect(lines).toHaveLength(32);
  expect(lines[1]).toBe('  "item 0",');
  expect(lines[30]).toBe('  "item 29"');
});

test('a text of several lines is those lines', () => {
  expect(prettyLines('one\ntwo')).toEqual(['one', 'two']);
  expect(isLongText('one\ntwo')).toBe(true);
  expect(prettyLines('one')).toEqual(['"one"']);
});

test.each<[JsonValue]>([[null], [{ a: [{ b: [1, 2, { c: 'x\ny' }] }, true] }], [[[[[]]]]], [{}]])(
  'the lines of %j are its JSON',
  (value) => {
    expect(printJson(parseJson(jsonLines(value).join('\n')))).toBe(printJson(value));
  },
);
