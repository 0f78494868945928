import { describe, expect, test } from '@jest/globals';
import { givenSetting } from './setting.arbitraries.js';
import { needsFacts, passesFacts, passesFilter, searchWords, type SettingFilter } from './setting-search.js';

const SETTING = givenSetting({
  name: 'backend.Cache_size',
  aliases: ['cache-size', 'old.name'],
  type: 'Enum["Red","say \\"hi\\""]',
  defaultValue: '"say \\"hi\\""',
  configurableFeatures: ['user', 'theme'],
  metadata: '{"owner":"Platform Team","limits":{"max":1.50,"on":true},"links":[null,"http://x/ä"]}',
});

const finds = (search: string) => passesFilter(SETTING, { words: searchWords(search) });

describe('a search', () => {
  test.each([
    ['a part of the name', 'ache_s'],
    ['a part of an alias', 'e-siz'],
    ['the default value as it is', 'hi"'],
    ['a key of the metadata', 'owner'],
    ['a key inside the metadata', 'max'],
    ['a string in the metadata', 'platform'],
    ['a number in the metadata with its digits', '1.50'],
    ['a literal in the metadata', 'true'],
    ['an item of a list in the metadata', 'null'],
    ['any case of letters', 'PLATFORM CACHE Ä'],
    ['several words, anywhere and in any order', ' team\t old.name  backend '],
    ['no words', '  '],
  ])('%s finds the setting', (_title, search) => {
    expect(finds(search)).toBe(true);
  });

  test.each([
    ['a word that does not occur', 'frontend'],
    ['one of several words that does not occur', 'platform frontend'],
    ['a text across two attributes', 'cache_sizecache-size'],
    ['the type', 'red'],
    ['a context feature', 'theme'],
    ['what only the JSON of a value has', '\\"hi'],
    ['a null character', '\u0000'],
  ])('%s does not find the setting', (_title, search) => {
    expect(finds(search)).toBe(false);
  });
});

test.each<[boolean, SettingFilter]>([
  [true, {}],
  [true, { prefix: '' }],
  [true, { prefix: 'backend.' }],
  [false, { prefix: 'Backend.' }],
  [false, { prefix: 'cache' }],
  [false, { prefix: 'old.' }],
  [true, { feature: 'theme' }],
  [false, { feature: 'account' }],
  [true, { type: 'Enum["Red","say \\"hi\\""]' }],
  [false, { type: 'str' }],
  [false, { prefix: 'backend.', feature: 'account' }],
])('it is %s that the setting passes %j', (passes, filter) => {
  expect(passesFilter(SETTING, filter)).toBe(passes);
});

const CHANGED = { seq: '41', at: '2026-11-23T20:15:00.500Z', actor: null };

test.each<[boolean, SettingFilter]>([
  [true, {}],
  [true, { hasRules: true }],
  [false, { hasRules: false }],
  [true, { changedSince: { sequence: 40n } }],
  [true, { changedSince: { sequence: 9n } }],
  [false, { changedSince: { sequence: 41n } }],
  [true, { changedSince: { time: Date.parse(CHANGED.at) } }],
  [false, { changedSince: { time: Date.parse(CHANGED.at) + 1 } }],
])('it is %s that a setting with two rules, changed by change 41, passes', (passes, filter) => {
  expect(passesFacts({ rules: 2, changed: CHANGED }, filter)).toBe(passes);
});

test('a setting that the log does not name has changed at no time', () => {
  const facts = { rules: 0, changed: undefined };

  expect(passesFacts(facts, { hasRules: false })).toBe(true);
  expect(passesFacts(facts, { changedSince: { sequence: 0n } })).toBe(false);
  expect(passesFacts(facts, { changedSince: { time: 0 } })).toBe(false);
});

test('only rules and changes need more than the attributes of settings', () => {
  expect(needsFacts({ words: ['a'], prefix: 'a', type: 'int', feature: 'user' })).toBe(false);
  expect(needsFacts({ hasRules: false })).toBe(true);
  expect(needsFacts({ changedSince: { sequence: 0n } })).toBe(true);
});
