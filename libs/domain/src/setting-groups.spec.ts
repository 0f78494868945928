import { expect, test } from '@jest/globals';
import { facetsOf, groupNames } from './setting-groups.js';
import { givenSetting } from './setting.arbitraries.js';

const NAMES = [
  'backend.cache.size',
  'backend.cache.ttl',
  'backend.speed',
  'backendless.x',
  'top',
  'web..x',
  '.x',
  'a.',
];
const SETTINGS = NAMES.map((name) => givenSetting({ name }));
const prefixes = (under: string) => groupNames(under, SETTINGS, () => 2);

test('names are grouped by what they have up to the next dot', () => {
  expect(prefixes('')).toEqual([
    { prefix: '.', settings: 1, rules: 2 },
    { prefix: 'a.', settings: 1, rules: 2 },
    { prefix: 'backend.', settings: 3, rules: 6 },
    { prefix: 'backendless.', settings: 1, rules: 2 },
    { prefix: 'web.', settings: 1, rules: 2 },
  ]);
  expect(prefixes('backend.')).toEqual([{ prefix: 'backend.cache.', settings: 2, rules: 4 }]);
  expect(prefixes('web.')).toEqual([{ prefix: 'web..', settings: 1, rules: 2 }]);
});

test('a prefix may end anywhere', () => {
  expect(prefixes('back').map(({ prefix }) => prefix)).toEqual(['backend.', 'backendless.']);
  expect(prefixes('nothing')).toEqual([]);
});

test('facets count what settings have in common, the most frequent first', () => {
  const settings = [
    givenSetting({ type: 'str', defaultValue: '""', configurableFeatures: ['user'], metadata: '{"owner":1}' }),
    givenSetting({ type: 'int', configurableFeatures: ['theme', 'user'], metadata: '{"toString":1,"owner":2}' }),
    givenSetting({ type: 'int', configurableFeatures: [] }),
  ];

  expect(facetsOf(settings)).toEqual({
    types: [
      { value: 'int', settings: 2 },
      { value: 'str', settings: 1 },
    ],
    features: [
      { value: 'user', settings: 2 },
      { value: 'theme', settings: 1 },
    ],
    metadataKeys: [
      { value: 'owner', settings: 2 },
      { value: 'toString', settings: 1 },
    ],
  });
});
