import { expect, test } from '@jest/globals';
import { featuresToCopy, readWanted, withWanted } from './rule-filters.js';

test('conditions of an address may leave the value open', () => {
  const wanted = readWanted('account:john,theme:*') ?? new Map();

  expect([...wanted]).toEqual([
    ['account', 'john'],
    ['theme', '*'],
  ]);
  expect(withWanted(wanted, 'account', '')).toBe('theme:*');
  expect(withWanted(wanted, 'account', 'jim')).toBe('account:jim,theme:*');
});

test.each(['john', 'account:', 'account:a b', 'account:a,account:b'])('%j is no list of conditions', (text) => {
  expect(readWanted(text)).toBeUndefined();
});

test('rules are copied along the features that all of them have, else along those of any', () => {
  const [john, dark] = [
    ['account', 'john'],
    ['theme', 'dark'],
  ] as const;
  const features = ['user', 'account', 'theme'];

  expect(featuresToCopy([{ feature_values: [john, dark] }, { feature_values: [john] }], features)).toEqual(['account']);
  expect(featuresToCopy([{ feature_values: [dark] }, { feature_values: [john] }], features)).toEqual([
    'account',
    'theme',
  ]);
});
