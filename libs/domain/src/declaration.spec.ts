import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addedFeatures,
  assertConsistent,
  assertFirstVersion,
  declaredSetting,
  judgeDeclaration,
  judgeUpgrade,
  needsRules,
  type Declaration,
  type Difference,
} from './declaration.js';
import { parseJson } from './json.js';
import { accepts } from './setting-type/accepts.js';
import { declarationCases, givenDeclaration, givenRule, givenSetting } from './setting.arbitraries.js';
import type { Setting } from './setting.js';
import { compareVersions, parseVersion } from './version.js';

const RULES = [givenRule(11, { user: 'jim' }, '1'), givenRule(4, { user: 'john' }, '2')];

type Change = Parameters<typeof givenDeclaration>[0];

/** The verdict on a changed declaration of the sample setting at a version, given the stored setting and its rules. */
function declare(change: Change, { stored = {}, rules = RULES }: { stored?: Change; rules?: typeof RULES } = {}) {
  return judgeDeclaration(givenDeclaration({ ...stored, ...change }), givenSetting(stored), rules);
}

describe('a declaration by itself', () => {
  test.each([
    ['int', '0'],
    ['float', '0.0'],
    ['bool', 'false'],
    ['str', '""'],
    ['Sequence<int>', '[]'],
    ['Mapping<int>', '{}'],
    ['Flags["a"]', '[]'],
  ])('the default value of a declaration may be the %s %s', (type, defaultValue) => {
    expect(() => assertConsistent(givenDeclaration({ type, defaultValue }))).not.toThrow();
  });

  test.each([
    ['int', '1.5'],
    ['int', 'null'],
    ['bool', '0'],
    ['Enum["b","a"]', '"c"'],
  ])('the default value of a declaration must be of the type: not the %s %s', (type, defaultValue) => {
    const message = `the default value is not of the type ${type === 'Enum["b","a"]' ? 'Enum["a","b"]' : type}`;

    expect(() => assertConsistent(givenDeclaration({ type, defaultValue }))).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path: ['default_value'], message }] }),
    );
  });

  test('the alias of a declaration must differ from its name', () => {
    const message = 'the alias must differ from the name size';

    expect(() => assertConsistent(givenDeclaration({ alias: 'width' }))).not.toThrow();
    expect(() => assertConsistent(givenDeclaration({ alias: 'size' }))).toThrow(
      expect.objectContaining({ kind: 'invalid', message, faults: [{ path: ['alias'], message }] }),
    );
  });

  test('a new setting starts at 1.0', () => {
    expect(() => assertFirstVersion(givenDeclaration({ version: '01.0' }))).not.toThrow();
  });

  test.each(['1.1', '0.9', '2.0'])('a new setting does not start at %s', (version) => {
    expect(() => assertFirstVersion(givenDeclaration({ version }))).toThrow(
      expect.objectContaining({
        kind: 'first-version-required',
        message: `setting size does not exist yet, so its version must be 1.0, not ${version}`,
      }),
    );
  });
});

describe('the declared setting', () => {
  const size = givenSetting({ name: 'size', aliases: ['length'] });
  const width = givenSetting({ name: 'width', aliases: ['breadth'] });

  test.each([
    ['none, when nothing has the name', { name: 'new', alias: undefined }, undefined, undefined, undefined],
    ['the one with the name', { name: 'size', alias: undefined }, size, undefined, size],
    ['the one with the name as an alias', { name: 'length', alias: undefined }, size, undefined, size],
    ['the one that both names lead to', { name: 'size', alias: 'length' }, size, size, size],
    ['the one that both names lead to, the old one first', { name: 'length', alias: 'size' }, size, size, size],
    ['the one to be otherDefault', { name: 'new', alias: 'size' }, undefined, size, size],
  ])('%s', (_, declaration, byName, byAlias, expected) => {
    expect(declaredSetting(declaration, byName, byAlias)).toBe(expected);
  });

  const missing = 'no setting is called gone, which is given as an alias';

  test.each([
    [{ name: 'new', alias: 'gone' }, undefined, undefined, 'not-found', missing],
    [{ name: 'size', alias: 'gone' }, size, undefined, 'not-found', missing],
    [
      { name: 'length', alias: 'breadth' },
      size,
      width,
      'conflict',
      'breadth is a name of the setting width, length of size',
    ],
    [
      { name: 'new', alias: 'length' },
      undefined,
      size,
      'conflict',
      'length is an alias of the setting size; to rename that, give its canonical name as the alias',
    ],
  ])('the declaration %j leads to no setting', (declaration, byName, byAlias, kind, message) => {
    expect(() => declaredSetting(declaration, byName, byAlias)).toThrow(expect.objectContaining({ kind, message }));
  });
});

describe('versions of a declaration', () => {
  const otherDefault: Difference = { level: 'minor', attribute: 'default_value', latestValue: 10 };
  const widened: Difference = { level: 'major', attribute: 'type', latestValue: 'int' };
  const inUse: Difference = {
    level: 'mismatch',
    message: "configurable features ['user'] are still in use by rules [4, 11]",
  };
  const previousVersion = { major: 1, minor: 5 };

  test.each<[string, string, Change, ReturnType<typeof judgeDeclaration>]>([
    ['equal, no difference', '1.5', {}, { outcome: 'uptodate' }],
    ['equal, written otherwise', '01.05', { defaultValue: '10.0' }, { outcome: 'uptodate' }],
    ['equal, a minor difference', '1.5', { defaultValue: '9' }, { outcome: 'mismatch', differences: [otherDefault] }],
    ['equal, a major difference', '1.5', { type: 'float' }, { outcome: 'mismatch', differences: [widened] }],
    ['equal, a mismatch', '1.5', { configurableFeatures: ['theme'] }, { outcome: 'mismatch', differences: [inUse] }],
    ['lower, no difference', '1.4', {}, { outcome: 'outdated', latestVersion: previousVersion, differences: [] }],
    [
      'lower in minor',
      '1.4',
      { defaultValue: '9' },
      { outcome: 'outdated', latestVersion: previousVersion, differences: [otherDefault] },
    ],
    [
      'lower in major, higher in minor',
      '0.9',
      { defaultValue: '9' },
      { outcome: 'outdated', latestVersion: previousVersion, differences: [otherDefault] },
    ],
    ['higher in minor, no difference', '1.6', {}, { outcome: 'upgraded', previousVersion, differences: [] }],
    [
      'higher in minor, a minor difference',
      '1.10',
      { defaultValue: '9' },
      { outcome: 'upgraded', previousVersion, differences: [otherDefault] },
    ],
    [
      'higher in minor, a major difference',
      '1.6',
      { type: 'float', defaultValue: '9' },
      { outcome: 'rejected', previousVersion, differences: [otherDefault, widened] },
    ],
    [
      'higher in minor, a mismatch',
      '1.6',
      { configurableFeatures: ['theme'] },
      { outcome: 'rejected', previousVersion, differences: [inUse] },
    ],
    ['higher in major, no difference', '2.0', {}, { outcome: 'upgraded', previousVersion, differences: [] }],
    [
      'higher in major, a major difference',
      '2.0',
      { type: 'float', defaultValue: '9' },
      { outcome: 'upgraded', previousVersion, differences: [otherDefault, widened] },
    ],
    [
      'higher in major, a mismatch',
      '2.0',
      { configurableFeatures: ['theme'], type: 'float', defaultValue: '9' },
      { outcome: 'rejected', previousVersion, differences: [otherDefault, widened, inUse] },
    ],
  ])('%s (%s)', (_, version, change, verdict) => {
    expect(declare({ ...change, version })).toEqual(verdict);
  });

  test.each<[string, string, Difference[], 'upgraded' | 'rejected']>([
    ['1.0', '1.1', [], 'upgraded'],
    ['1.0', '1.1', [otherDefault, otherDefault], 'upgraded'],
    ['1.0', '1.1', [otherDefault, widened], 'rejected'],
    ['1.9', '2.0', [otherDefault, widened], 'upgraded'],
    ['1.0', '9.0', [otherDefault, inUse], 'rejected'],
  ])('an upgrade from %s to %s with the differences %j', (from, to, differences, outcome) => {
    expect(judgeUpgrade(parseVersion(from), parseVersion(to), differences)).toBe(outcome);
  });
});

describe('differences of an upgrade, and of an equal version', () => {
  const featuresDiffer: Difference = {
    level: 'major',
    attribute: 'configurable_features',
    latestValue: ['user', 'theme'],
  };
  const typeDiffers = (level: 'minor' | 'major', latestValue: string): Difference => ({
    level,
    attribute: 'type',
    latestValue,
  });

  test.each<[string, Change, Difference[], { stored?: Change; rules?: typeof RULES }]>([
    ['features in another order', { configurableFeatures: ['theme', 'user'] }, [], {}],
    [
      'a feature is removed',
      { configurableFeatures: ['user'] },
      [{ level: 'minor', message: "removal of configurable features ['theme']" }],
      {},
    ],
    [
      'features are removed',
      { configurableFeatures: ['zone'] },
      [{ level: 'minor', message: "removal of configurable features ['theme', 'user']" }],
      { stored: { configurableFeatures: ['user', 'theme', 'zone'] }, rules: [] },
    ],
    [
      'a removed feature is used by rules',
      { configurableFeatures: ['zone'] },
      [{ level: 'mismatch', message: "configurable features ['theme', 'user'] are still in use by rules [4, 11]" }],
      {},
    ],
    ['a feature is added', { configurableFeatures: ['user', 'theme', 'zone'] }, [featuresDiffer], {}],
    ['one is added, one is removed', { configurableFeatures: ['user', 'zone'] }, [featuresDiffer], {}],
    ['the same type, written otherwise', { type: 'Enum[2,1.0]' }, [], { stored: { type: 'Enum[1,2]' } }],
    ['a subtype', { type: 'int' }, [typeDiffers('minor', 'float')], { stored: { type: 'float' } }],
    ['a supertype', { type: 'float' }, [typeDiffers('major', 'int')], {}],
    ['another type', { type: 'Enum[1,2,10]' }, [typeDiffers('major', 'int')], {}],
    [
      'a narrower type that some values do not fit',
      { type: 'Enum[2]' },
      [{ level: 'mismatch', message: 'setting type incompatible with values for rules: [11]' }],
      { stored: { type: 'Enum[1,2]' } },
    ],
    [
      'another type that the values do not fit',
      { type: 'bool' },
      [{ level: 'mismatch', message: 'setting type incompatible with values for rules: [4, 11]' }],
      {},
    ],
    [
      'a narrower type and another name, and some values do not fit',
      { name: 'former', type: 'int' },
      [
        { level: 'minor', attribute: 'name', latestValue: 'size' },
        { level: 'mismatch', message: 'setting type incompatible with values for rules: [5]' },
      ],
      {
        stored: { type: 'float', aliases: ['former'] },
        rules: [givenRule(5, { user: 'a' }, '1.5'), givenRule(6, { user: 'b' }, '2.0')],
      },
    ],
    ['the name', { name: 'former' }, [{ level: 'minor', attribute: 'name', latestValue: 'size' }], {}],
    ['the default value as JSON', { defaultValue: '1e1' }, [], {}],
    [
      'the default value',
      { defaultValue: '11' },
      [{ level: 'minor', attribute: 'default_value', latestValue: 10 }],
      {},
    ],
    [
      'the default value beyond a double',
      { defaultValue: '9007199254740993' },
      [{ level: 'minor', attribute: 'default_value', latestValue: parseJson('9007199254740992') }],
      { stored: { defaultValue: '9007199254740992' } },
    ],
    ['metadata as JSON', { metadata: '{"b":2.0,"a":1}' }, [], { stored: { metadata: '{"a":1,"b":2}' } }],
    [
      'metadata',
      { metadata: '{}' },
      [{ level: 'minor', attribute: 'metadata', latestValue: { a: 1 } }],
      { stored: { metadata: '{"a":1}' } },
    ],
    [
      'minor ones come first, then major, then mismatches',
      {
        configurableFeatures: ['theme', 'zone'],
        type: 'float',
        name: 'former',
        defaultValue: '0',
        metadata: '{"a":0}',
      },
      [
        { level: 'minor', attribute: 'name', latestValue: 'size' },
        { level: 'minor', attribute: 'default_value', latestValue: 10 },
        { level: 'minor', attribute: 'metadata', latestValue: {} },
        typeDiffers('major', 'int'),
        { level: 'mismatch', message: "configurable features ['user'] are still in use by rules [4, 11]" },
      ],
      {},
    ],
    [
      'within a level, features come before the type',
      { configurableFeatures: ['zone'], type: 'str' },
      [
        { level: 'mismatch', message: "configurable features ['theme', 'user'] are still in use by rules [4, 11]" },
        { level: 'mismatch', message: 'setting type incompatible with values for rules: [4, 11]' },
      ],
      {},
    ],
  ])('%s', (_, change, differences, given) => {
    const equal = declare(change, given);
    const higher = declare({ ...change, version: '2.0' }, given);

    expect(equal).toEqual(differences.length > 0 ? { outcome: 'mismatch', differences } : { outcome: 'uptodate' });
    expect(higher).toEqual(expect.objectContaining({ previousVersion: { major: 1, minor: 5 }, differences }));
  });

  test.each([
    ['int', '10', '0'],
    ['float', '1.5', '0.0'],
    ['bool', 'true', 'false'],
    ['str', '"a"', '""'],
    ['Sequence<int>', '[1]', '[]'],
    ['Mapping<int>', '{"a":1}', '{}'],
    ['Enum[0,false,""]', '""', '0'],
    ['Enum[0,false,""]', '0', 'false'],
    ['Enum[1,true]', '1', 'true'],
    ['Flags[1,true]', '[1]', '[true]'],
  ])('a default value of the type %s that changes from %s to %s is a difference', (type, before, after) => {
    const given = { stored: { type, defaultValue: before }, rules: [] };

    const verdict = declare({ defaultValue: after, version: '1.6' }, given);

    expect(verdict).toEqual({
      outcome: 'upgraded',
      previousVersion: { major: 1, minor: 5 },
      differences: [{ level: 'minor', attribute: 'default_value', latestValue: parseJson(before) }],
    });
  });
});

describe('differences of an outdated declaration', () => {
  const featuresDiffer: Difference = {
    level: 'major',
    attribute: 'configurable_features',
    latestValue: ['user', 'theme'],
  };

  test.each<[string, Change, Difference[], Change]>([
    ['features in another order', { configurableFeatures: ['theme', 'user'] }, [], {}],
    [
      'the stored set lacks a declared feature',
      { configurableFeatures: ['user', 'theme', 'zone', 'trust'] },
      [{ level: 'minor', message: "removal of configurable features ['trust', 'zone']" }],
      {},
    ],
    ['the stored set adds a feature', { configurableFeatures: ['user'] }, [featuresDiffer], {}],
    ['the stored set lacks one and adds one', { configurableFeatures: ['user', 'zone'] }, [featuresDiffer], {}],
    ['the stored set is another one', { configurableFeatures: ['zone'] }, [featuresDiffer], {}],
    [
      'the stored type is a subtype',
      { type: 'float' },
      [{ level: 'minor', attribute: 'type', latestValue: 'int' }],
      {},
    ],
    [
      'the stored type is a supertype',
      { type: 'int' },
      [{ level: 'major', attribute: 'type', latestValue: 'float' }],
      { type: 'float' },
    ],
    [
      'rules do not fit the declared type',
      { type: 'bool' },
      [{ level: 'major', attribute: 'type', latestValue: 'int' }],
      {},
    ],
    ['the same type', { type: 'Enum[2,1,1.0]' }, [], { type: 'Enum[1,2]' }],
    [
      'all the rest',
      { name: 'former', defaultValue: '0', metadata: '{"a":null}', configurableFeatures: ['user'], type: 'float' },
      [
        { level: 'minor', attribute: 'type', latestValue: 'int' },
        { level: 'minor', attribute: 'name', latestValue: 'size' },
        { level: 'minor', attribute: 'default_value', latestValue: 10 },
        { level: 'minor', attribute: 'metadata', latestValue: {} },
        featuresDiffer,
      ],
      {},
    ],
  ])('%s', (_, change, differences, stored) => {
    expect(declare({ ...change, version: '1.4' }, { stored })).toEqual({
      outcome: 'outdated',
      latestVersion: { major: 1, minor: 5 },
      differences,
    });
  });
});

describe('the facts that judging a declaration needs', () => {
  test.each<[string, Change, boolean]>([
    ['nothing changes', {}, false],
    ['a feature is added', { configurableFeatures: ['user', 'theme', 'zone'] }, false],
    ['a feature goes', { configurableFeatures: ['user'] }, true],
    ['the type changes', { type: 'float' }, true],
    ['the default changes', { defaultValue: '0' }, false],
    ['a feature goes, but it is outdated', { configurableFeatures: ['user'], version: '1.4' }, false],
    ['the type changes, but it is outdated', { type: 'float', version: '1.4' }, false],
  ])('if %s, the rules: %s', (_, change, isNeeded) => {
    expect(needsRules(givenDeclaration(change), givenSetting())).toBe(isNeeded);
  });

  test.each<[string, Change, string[]]>([
    ['none is added', { configurableFeatures: ['theme'] }, []],
    ['some are added', { configurableFeatures: ['zone', 'user', 'trust'] }, ['zone', 'trust']],
    ['some are added at the equal version', { configurableFeatures: ['user', 'zone'], version: '1.5' }, ['zone']],
    ['it is outdated', { configurableFeatures: ['user', 'zone'], version: '1.4' }, []],
    ['a feature goes that a rule uses', { configurableFeatures: ['zone'] }, []],
  ])('if %s, these features must exist: %j', (_, change, features) => {
    expect(addedFeatures(givenDeclaration({ version: '2.0', ...change }), givenSetting(), RULES)).toEqual(features);
  });

  test('if judging needs no rules, rules change nothing', () => {
    fc.assert(
      fc.property(declarationCases, ({ declaration, setting, rules }) => {
        const verdict = judgeDeclaration(declaration, setting, needsRules(declaration, setting) ? rules : []);

        expect(verdict).toEqual(judgeDeclaration(declaration, setting, rules));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('laws of declarations', () => {
  test('a repeated upgrade is uptodate', () => {
    fc.assert(
      fc.property(declarationCases, ({ declaration, setting, rules }) => {
        const verdict = judgeDeclaration(declaration, setting, rules);
        if (verdict.outcome !== 'upgraded') return;

        const again = judgeDeclaration(declaration, applied(declaration, setting), rules);

        expect(again).toEqual({ outcome: 'uptodate' });
      }),
      { numRuns: 1000 },
    );
  });

  test('an upgraded setting still fits all its rules', () => {
    fc.assert(
      fc.property(declarationCases, ({ declaration, setting, rules }) => {
        if (judgeDeclaration(declaration, setting, rules).outcome !== 'upgraded') return;

        const { type, configurableFeatures } = applied(declaration, setting);

        const unfit = rules.filter(
          ({ value, conditions }) =>
            !accepts(type, value) || !conditions.every(({ feature }) => configurableFeatures.includes(feature)),
        );
        expect(unfit).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('a minor upgrade neither adds a feature nor accepts new values', () => {
    fc.assert(
      fc.property(declarationCases, ({ declaration, setting, rules }) => {
        const { outcome } = judgeDeclaration(declaration, setting, rules);
        if (outcome !== 'upgraded' || declaration.version.major > setting.version.major) return;

        expect(setting.configurableFeatures).toEqual(expect.arrayContaining(declaration.configurableFeatures));
        if (accepts(declaration.type, declaration.defaultValue)) {
          expect(accepts(setting.type, declaration.defaultValue)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('the versions determine the possible outcomes', () => {
    fc.assert(
      fc.property(declarationCases, ({ declaration, setting, rules }) => {
        const order = Math.sign(compareVersions(declaration.version, setting.version));

        const { outcome } = judgeDeclaration(declaration, setting, rules);

        const possible = { '-1': ['outdated'], '0': ['uptodate', 'mismatch'], '1': ['upgraded', 'rejected'] };
        expect(possible[`${order}` as '-1' | '0' | '1']).toContain(outcome);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The setting after an upgrade. */
function applied(declaration: Declaration, setting: Setting): Setting {
  const { name, type, defaultValue, configurableFeatures, metadata, version } = declaration;
  return { name, aliases: setting.aliases, type, defaultValue, configurableFeatures, metadata, version };
}
