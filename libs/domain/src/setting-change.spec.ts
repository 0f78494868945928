import { describe, expect, test } from '@jest/globals';
import {
  assertAliasOf,
  assertHigherVersion,
  compareFeatures,
  judgeAlias,
  judgeFeaturesChange,
  judgeRename,
  judgeTypeChange,
  rulesNaming,
} from './setting-change.js';
import { parseSettingType } from './setting-type/parse.js';
import { givenRule, givenSetting } from './setting.arbitraries.js';
import { parseVersion } from './version.js';

const tooLow = (version: string) =>
  expect.objectContaining({
    kind: 'conflict',
    message: `setting size is at version 1.5, so the new version must be higher than that, not ${version}`,
  });

describe('a change raises the version', () => {
  test.each(['1.6', '1.10', '2.0'])('a change may raise the version from 1.5 to %s', (version) => {
    expect(() => assertHigherVersion(givenSetting(), parseVersion(version))).not.toThrow();
  });

  test.each(['1.5', '1.4', '0.9'])('a change may not set the version from 1.5 to %s', (version) => {
    expect(() => assertHigherVersion(givenSetting(), parseVersion(version))).toThrow(tooLow(version));
  });
});

describe('changing the type', () => {
  const change = (from: string, type: string, version: string, values: [string, string]) =>
    judgeTypeChange(
      givenSetting({ type: from, defaultValue: values[0] }),
      { type: parseSettingType(type), version: parseVersion(version) },
      [givenRule(7, { user: 'jim', theme: 'dark' }, values[1])],
    );

  test.each([
    ['the equal type at the equal version', 'int', 'int', '1.5', 'nothing'],
    ['the equal type, written otherwise', 'Enum[1,2]', 'Enum[2,1.0]', '1.5', 'nothing'],
    ['the equal type in a minor version', 'int', 'int', '1.6', 'version-only'],
    ['the equal type in a major version', 'int', 'int', '2.0', 'version-only'],
    ['a subtype in a minor version', 'float', 'int', '1.6', 'change'],
    ['a subtype in a major version', 'float', 'int', '2.0', 'change'],
    ['a supertype in a major version', 'int', 'float', '2.0', 'change'],
    ['another kind in a major version', 'int', 'Enum[1,2]', '2.0', 'change'],
  ])('%s', (_, from, type, version, verdict) => {
    expect(change(from, type, version, ['1', '2'])).toBe(verdict);
  });

  test.each([
    ['int', 'int', '1.4'],
    ['int', 'float', '1.5'],
    ['int', 'float', '1.4'],
    ['float', 'int', '1.5'],
  ])('the type may not change from %s to %s with the version %s', (from, type, version) => {
    expect(() => change(from, type, version, ['1', '2'])).toThrow(tooLow(version));
  });

  const widening = 'cannot change type to non-subtype float of int in a minor version bump';

  test.each([
    ['int', 'float', '1.6', ['1', '2'], [widening]],
    ['float', 'int', '1.6', ['0.5', '2'], ['the default value 0.5 does not match the new type int']],
    ['float', 'int', '2.0', ['1', '2.5'], ['rule 7 (user=jim, theme=dark) has incompatible value 2.5']],
    [
      'float',
      'bool',
      '1.6',
      ['0', '12345678901234567890'],
      [
        'the default value 0 does not match the new type bool',
        'rule 7 (user=jim, theme=dark) has incompatible value 12345678901234567890',
        'cannot change type to non-subtype bool of float in a minor version bump',
      ],
    ],
  ] as const)(
    'a change of type from %s to %s at %s conflicts with the values %j',
    (from, type, version, values, conflicts) => {
      expect(change(from, type, version, [...values])).toEqual({ conflicts });
    },
  );
});

describe('renaming', () => {
  const setting = givenSetting({ aliases: ['former'] });

  test.each([
    ['a free name at the equal version', 'new', '1.5', undefined, 'change'],
    ['a free name at a higher version', 'new', '1.6', undefined, 'change'],
    ['an own alias', 'former', '1.5', setting, 'change'],
    ['the same name at the equal version', 'size', '1.5', setting, 'nothing'],
    ['the same name at a higher version', 'size', '2.0', setting, 'version-only'],
  ] as const)('%s', (_, name, version, holder, verdict) => {
    expect(judgeRename(setting, { name, version: parseVersion(version) }, holder)).toBe(verdict);
  });

  test.each(['size', 'new'])('a setting may not be renamed to %s with a lower version', (name) => {
    expect(() => judgeRename(setting, { name, version: parseVersion('1.4') }, undefined)).toThrow(tooLow('1.4'));
  });

  test('a setting may not be renamed to a name of another setting', () => {
    const other = givenSetting({ name: 'width', aliases: ['new'] });

    expect(() => judgeRename(setting, { name: 'new', version: parseVersion('2.0') }, other)).toThrow(
      expect.objectContaining({ kind: 'conflict', message: 'the name new belongs to the setting width' }),
    );
  });
});

describe('adding an alias', () => {
  const setting = givenSetting({ name: 'size', aliases: ['former'] });

  test('adding an alias is a change if no setting has the name', () => {
    expect(judgeAlias(setting, 'cache-size', undefined)).toBe('change');
  });

  test.each(['former', 'size'])('adding the alias %s changes nothing if it is a name of the setting', (alias) => {
    expect(judgeAlias(setting, alias, setting)).toBe('nothing');
  });

  test.each(['width', 'wide'])('adding the alias %s is refused if it is a name of another setting', (alias) => {
    const other = givenSetting({ name: 'width', aliases: ['wide'] });

    expect(() => judgeAlias(setting, alias, other)).toThrow(
      expect.objectContaining({ kind: 'conflict', message: `the name ${alias} belongs to the setting width` }),
    );
  });
});

describe('removing an alias', () => {
  const setting = givenSetting({ name: 'size', aliases: ['former'] });

  test('an alias of the setting may be removed', () => {
    expect(() => assertAliasOf(setting, 'former')).not.toThrow();
  });

  test.each([
    ['cache-size', 'setting size has no alias "cache-size"'],
    ['size', 'size is the name of a setting, not an alias'],
  ])('%s, which is not an alias, cannot be removed', (alias, message) => {
    expect(() => assertAliasOf(setting, alias)).toThrow(expect.objectContaining({ kind: 'not-found', message }));
  });
});

describe('changing the configurable features', () => {
  const setting = givenSetting({ configurableFeatures: ['user', 'theme'] });
  const rules = [givenRule(12, { user: 'jim' }, '1'), givenRule(3, { user: 'john' }, '2')];
  const change = (configurableFeatures: string[], version: string) =>
    judgeFeaturesChange(setting, { configurableFeatures, version: parseVersion(version) }, rules);

  test.each([
    ['the equal set at the equal version', ['theme', 'user'], '1.5', 'nothing'],
    ['the equal set at a higher version', ['theme', 'user'], '1.6', 'version-only'],
    ['a removal in a minor version', ['user'], '1.6', 'change'],
    ['an addition in a major version', ['user', 'theme', 'trust'], '2.0', 'change'],
    ['both in a major version', ['user', 'trust'], '2.0', 'change'],
  ])('%s', (_, features, version, verdict) => {
    expect(change(features, version)).toBe(verdict);
  });

  test.each([
    [['user'], '1.5'],
    [['user', 'theme', 'trust'], '1.4'],
    [['user', 'theme'], '1.4'],
  ])('the features may not change to %j with the version %s', (features, version) => {
    expect(() => change(features, version)).toThrow(tooLow(version));
  });

  test.each([
    [['user', 'trust', 'theme', 'zone'], '1.6', 'the features trust, zone cannot be added in a minor version bump'],
    [['theme'], '2.0', 'the features user are used by the rules 3, 12'],
    [['trust'], '1.6', 'the features user are used by the rules 3, 12'],
  ])('a change to the features %j at %s is refused', (features, version, message) => {
    expect(() => change(features, version)).toThrow(expect.objectContaining({ kind: 'conflict', message }));
  });
});

test('sets of features differ by added and removed features', () => {
  expect(compareFeatures(['a', 'b', 'c'], ['d', 'c', 'a', 'e'])).toEqual({ added: ['d', 'e'], removed: ['b'] });
  expect(compareFeatures(['a', 'b'], ['b', 'a'])).toEqual({ added: [], removed: [] });
  expect(compareFeatures([], ['a'])).toEqual({ added: ['a'], removed: [] });
});

test('rules that use some features are listed by ascending id', () => {
  const rules = [
    givenRule(10, { user: 'a', theme: 'b' }, '1'),
    givenRule(9, { theme: 'b' }, '1'),
    givenRule(1, { account: 'b' }, '1'),
    givenRule(2, {}, '1'),
  ];

  expect(rulesNaming(['theme', 'user'], rules)).toEqual([9, 10]);
  expect(rulesNaming([], rules)).toEqual([]);
});
