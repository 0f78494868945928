import { expect, test } from '@jest/globals';
import { printContext, readContext, withValue } from './context-text.js';

test('a context reads back from its text', () => {
  const context = new Map([
    ['account', 'jim'],
    ['theme', 'dark'],
  ]);

  expect(readContext(printContext(context))).toEqual(context);
});

test.each([undefined, '', 'jim', ':jim', 'account:jim,account:ann'])('%j in an address is an empty context', (text) => {
  expect(readContext(text)).toEqual(new Map());
});

test('an empty value takes the feature out of the context', () => {
  expect(printContext(withValue(new Map([['user', 'jim']]), 'user', ''))).toBe('');
});

test('a value replaces the one before', () => {
  expect(printContext(withValue(new Map([['user', 'jim']]), 'user', 'ann'))).toBe('user:ann');
});
