import { expect, test } from '@jest/globals';
import { addressContexts, readContexts } from './addressed-contexts.js';

test.each([[['']], [['user:jim']], [['user:jim', '']], [['', 'user:jim', '', 'user:ann,theme:dark']]])(
  'the contexts %j can be read from their address',
  (texts) => {
    const parameters = Object.entries(addressContexts(texts)).filter(([, text]) => text !== undefined && text !== '');

    expect(readContexts(Object.fromEntries(parameters))).toEqual(texts);
  },
);

test('an address without contexts has an empty one', () => {
  expect(readContexts({})).toEqual(['']);
});

test('what is no context is an empty one', () => {
  expect(readContexts({ a: 'jim', b: 'user:jim,user:ann' })).toEqual(['', '']);
});
