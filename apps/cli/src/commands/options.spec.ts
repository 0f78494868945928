import { expect, test } from '@jest/globals';
import { addConditions, commaList, splitPair, wholeNumber } from './options.js';

test.each([
  ['user=jim', { user: 'jim' }],
  ['user=jim,theme=dark', { user: 'jim', theme: 'dark' }],
  ['user=jim@example.com', { user: 'jim@example.com' }],
])('the conditions %s are read', (text, conditions) => {
  expect(addConditions({}, text)).toEqual(conditions);
});

test('conditions of several options come together', () => {
  expect(addConditions(addConditions({}, 'user=jim'), 'theme=dark,user=jim')).toEqual({ user: 'jim', theme: 'dark' });
});

test.each(['', 'user', 'user=', '=jim', 'user=a b', 'user=a=b', 'user=jim,', 'user=a,user=b'])(
  '%j are no conditions',
  (text) => {
    expect(() => addConditions({}, text)).toThrow();
  },
);

test('a pair is split at its first equals sign', () => {
  expect(splitPair('user=a=b')).toEqual(['user', 'a=b']);
});

test('names with commas between them may come in several options', () => {
  expect(commaList('c', commaList('a,b,'))).toEqual(['a', 'b', 'c']);
});

test.each(['-1', '1.5', '', '1e3', ' 1', '11'])('%j is no whole number from 0 to 10', (text) => {
  expect(() => wholeNumber(0, 10)(text)).toThrow('from 0 to 10');
});

test('a whole number may be its bounds', () => {
  expect(['0', '10'].map(wholeNumber(0, 10))).toEqual([0, 10]);
});
