import { expect, test } from '@jest/globals';
import { parseKept } from './kept-contexts.js';

test('kept contexts are sorted by name', () => {
  const stored = [
    { name: 'dark', context: 'theme:dark' },
    { name: 'a customer', context: 'account:jim,theme:dark' },
  ];

  expect(parseKept(JSON.stringify(stored)).map(({ name }) => name)).toEqual(['a customer', 'dark']);
});

test.each([null, '', '{', 'null', '7', '{}', '[1, null, "x", {"name": "x"}, {"name": "x", "context": "jim"}]'])(
  'the stored text %j has no contexts',
  (text) => {
    expect(parseKept(text)).toEqual([]);
  },
);
