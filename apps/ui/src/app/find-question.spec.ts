import { expect, test } from '@jest/globals';
import { hasAllWords, nearestFirst, readQuestion } from './find-question.js';

const FEATURES = ['account', 'theme'];

test('a text without a colon may begin a value of every feature', () => {
  expect(readQuestion('jo', FEATURES)).toEqual({
    conditions: undefined,
    values: [
      { feature: 'account', prefix: 'jo' },
      { feature: 'theme', prefix: 'jo' },
    ],
  });
});

test('a feature and the beginning of a value ask for both: these conditions, and values that begin so', () => {
  expect(readQuestion('account:jo', FEATURES)).toEqual({
    conditions: 'account:jo',
    values: [{ feature: 'account', prefix: 'jo' }],
  });
});

test('a feature and a colon ask for its values', () => {
  expect(readQuestion('theme:', FEATURES)).toEqual({
    conditions: undefined,
    values: [{ feature: 'theme', prefix: '' }],
  });
});

test.each(['account:john,theme:dark', 'account:*', 'theme:*,account:john'])('%s are conditions only', (text) => {
  expect(readQuestion(text, FEATURES)).toEqual({ conditions: text, values: [] });
});

test.each(['', 'colour:red', 'two words', 'http://10.0.0.7', 'account:john,account:jim', '"', ':'])(
  '%j says nothing about conditions',
  (text) => {
    expect(readQuestion(text, FEATURES)).toEqual({ conditions: undefined, values: [] });
  },
);

test('all words must occur, in any case of letters', () => {
  expect(hasAllWords('Theme: Dark', 'dark theme')).toBe(true);
  expect(hasAllWords('Theme: Dark', 'dark mode')).toBe(false);
});

test('the setting that is called as the text says comes first, each setting once', () => {
  const names = ['a.size_max', 'b.sizes', 'c.other', 'd.size', 'size.x', 'size', 'size'];
  const settings = names.map((name) => ({ name, aliases: name === 'c.other' ? ['old.Size'] : [] }));

  const found = nearestFirst(settings, 'size').map(({ name }) => name);

  expect(found).toEqual(['size', 'c.other', 'd.size', 'size.x', 'a.size_max', 'b.sizes']);
});
