import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { givenDeclaration, givenRule, givenSetting } from '../setting.arbitraries.js';
import { printVersion } from '../version.js';
import type { Operation } from './operation.js';
import { faultsOf, logOf, plan, setRule, type State } from './planning.arbitraries.js';

const STATE: State = {
  features: ['account', 'user', 'theme'],
  settings: [
    {
      setting: givenSetting({ aliases: ['former'], metadata: '{"team":"a"}' }),
      rules: [givenRule(3, { user: 'jim' }, '20')],
    },
    { setting: givenSetting({ name: 'speed', type: 'float', defaultValue: '1.5' }), rules: [] },
  ],
};

type Written = Parameters<typeof givenDeclaration>[0];
const declare = (written: Written): Operation => ({ op: 'setting.declare', declaration: givenDeclaration(written) });
const ALIKE: Written = { metadata: '{"team":"a"}' };
const remove = (setting: string, ifExists = false): Operation => ({ op: 'setting.delete', setting, ifExists });
const rename = (setting: string, name: string): Operation => ({ op: 'setting.change', setting, changes: { name } });
const dropAlias = (setting: string, alias: string): Operation => ({ op: 'alias.delete', setting, alias });

describe('setting.declare', () => {
  test('a new setting takes rules at once', () => {
    const planned = plan(STATE, declare({ name: 'fresh', version: '1.0' }), setRule('fresh', { user: 'jim' }, 1));

    expect(planned.results).toEqual([
      { outcome: 'created', declaration: { outcome: 'created' } },
      { outcome: 'created', ruleId: -1 },
    ]);
    expect(planned.effects.settings.added.map(({ name }) => name)).toEqual(['fresh']);
    expect(planned.effects.rules.added).toMatchObject([{ setting: 'fresh' }]);
  });

  test('a declaration that is up to date changes nothing', () => {
    const planned = plan(STATE, declare(ALIKE));

    expect(planned.results).toEqual([{ outcome: 'unchanged', declaration: { outcome: 'uptodate' } }]);
    expect(planned).toMatchObject({ isUnchanged: true, items: [], warnings: [] });
  });

  test('an upgrade that allows its differences is made', () => {
    const planned = plan(STATE, declare({ ...ALIKE, defaultValue: '0', version: '1.6' }));

    expect(planned.results).toMatchObject([{ outcome: 'changed', declaration: { outcome: 'upgraded' } }]);
    expect(planned.effects.settings.updated).toMatchObject([{ name: 'size', defaultValue: 0 }]);
  });

  test('an outdated declaration changes nothing, and is a warning', () => {
    const planned = plan(STATE, declare({ ...ALIKE, defaultValue: '0', version: '1.4' }));

    expect(planned.results).toMatchObject([{ outcome: 'unchanged', declaration: { outcome: 'outdated' } }]);
    expect(planned.warnings).toEqual(['operation 0: the declaration of size is outdated and changes nothing']);
    expect(planned.isUnchanged).toBe(true);
  });

  test.each([
    [{ ...ALIKE, defaultValue: '0' }, 'the declaration is a mismatch: default_value differs (minor)'],
    [
      { ...ALIKE, configurableFeatures: ['theme'], version: '2.0' },
      "the declaration is rejected: configurable features ['user'] are still in use by rules [3]",
    ],
    [{ ...ALIKE, type: 'float', version: '1.6' }, 'the declaration is rejected: type differs (major)'],
  ])('the declaration %j is refused', (written, message) => {
    expect(faultsOf(STATE, declare(written))).toEqual([{ path: ['operations', 0], kind: 'conflict', message }]);
  });

  test.each([
    ['a first version other than 1.0', { name: 'fresh' }, 'first-version-required'],
    ['an unknown feature', { name: 'fresh', version: '1.0', configurableFeatures: ['x'] }, 'not-found'],
    ['an alias that no setting has', { name: 'fresh', alias: 'nobody' }, 'not-found'],
    ['two names of different settings', { name: 'speed', alias: 'size' }, 'conflict'],
  ])('%s is refused', (_, written, kind) => {
    expect(faultsOf(STATE, declare(written))).toMatchObject([{ kind }]);
  });

  test('a rule that the same set adds keeps its features in use', () => {
    const operations = [setRule('size', { theme: 'dark' }, 1), declare({ ...ALIKE, configurableFeatures: ['user'] })];

    expect(faultsOf(STATE, ...operations)).toMatchObject([
      { message: "the declaration is a mismatch: configurable features ['theme'] are still in use by rules [new]" },
    ]);
  });

  test('a rename by an alias frees nothing: the old name leads to the setting', () => {
    const planned = plan(
      STATE,
      declare({ ...ALIKE, name: 'width', alias: 'size', version: '1.6' }),
      setRule('size', { user: 'jim' }, 1),
    );

    expect(planned.effects.settings).toMatchObject({
      renamed: [{ from: 'size', to: 'width' }],
      aliases: { removed: [], added: [{ setting: 'width', alias: 'size' }] },
    });
    expect(planned.items.map(({ settings }) => settings)).toEqual([['size', 'width'], ['width']]);
  });

  test('a setting may be deleted and declared anew, without its rules and aliases', () => {
    const planned = plan(STATE, remove('former'), declare({ type: 'str', defaultValue: '""', version: '1.0' }));

    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['deleted', 'created']);
    expect(planned.effects.settings).toMatchObject({ deleted: ['size'], added: [{ name: 'size', aliases: [] }] });
    expect(planned.effects.rules.deleted).toEqual([]);
  });

  test('a setting that is declared and deleted leaves no effects', () => {
    const planned = plan(STATE, declare({ name: 'fresh', version: '1.0' }), remove('fresh'));

    expect(planned.isUnchanged).toBe(true);
    expect(planned.items).toHaveLength(2);
  });
});

describe('a change of type', () => {
  const NUMBERS: State = {
    ...STATE,
    settings: [
      {
        setting: givenSetting({ type: 'float', defaultValue: '1.0' }),
        rules: [givenRule(3, { user: 'jim' }, '1e2'), givenRule(4, { user: 'ann' }, '5')],
      },
    ],
  };

  test('values that the new type spells differently are written, and logged', () => {
    const planned = plan(NUMBERS, declare({ type: 'int', defaultValue: '1', version: '1.6' }));

    expect(planned.effects.rules.revalued).toEqual([{ id: 3, value: 100 }]);
    expect(planned.effects.settings.updated).toMatchObject([{ defaultValue: 1 }]);
    expect(logOf(planned).slice(1)).toEqual([
      expect.stringMatching(/^0 rule.value_changed 3: .*"value":1e2,.* → .*"value":100,/),
    ]);
  });

  test('later operations see the values as the new type spells them', () => {
    const planned = plan(
      NUMBERS,
      { op: 'setting.change', setting: 'size', changes: { type: { kind: 'int' } } },
      setRule('size', { user: 'jim' }, 100),
      { op: 'rule.change', target: { id: { value: 4, text: '4' } }, metadata: { set: { a: 1 } } },
    );

    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['changed', 'unchanged', 'changed']);
    expect(planned.effects.rules).toMatchObject({ revalued: [{ id: 3, value: 100 }], metadata: [{ owner: 4 }] });
  });

  test('another spelling of the same type writes no rules', () => {
    const planned = plan(NUMBERS, declare({ type: 'float', defaultValue: '1.0', version: '1.6' }));

    expect(planned.items.map(({ action }) => action)).toEqual(['setting.upgraded']);
  });

  test('a rule of another type refuses it', () => {
    const state = {
      ...NUMBERS,
      settings: [
        { setting: givenSetting({ type: 'float', defaultValue: '1' }), rules: [givenRule(3, { user: 'jim' }, '1.5')] },
      ],
    };
    const message =
      'setting size cannot change like this in version 2.0: setting type incompatible with values for rules: [3]';

    const change: Operation = { op: 'setting.change', setting: 'size', changes: { type: { kind: 'int' } } };

    expect(faultsOf(state, change)).toEqual([{ path: ['operations', 0], kind: 'conflict', message }]);
  });
});

describe('setting.change', () => {
  type Changes = Extract<Operation, { op: 'setting.change' }>['changes'];
  const change = (changes: Changes, setting = 'size'): Operation => ({ op: 'setting.change', setting, changes });
  const versionAfter = (changes: Changes, version = '1.5') => {
    const state = { ...STATE, settings: [{ setting: givenSetting({ version }), rules: [] }] };
    const [updated] = plan(state, change(changes)).effects.settings.updated;
    return updated && printVersion(updated.version);
  };

  test.each<[Changes, string]>([
    [{ defaultValue: 0 }, '1.6'],
    [{ name: 'width' }, '1.6'],
    [{ metadata: { a: false } }, '1.6'],
    [{ configurableFeatures: ['theme'] }, '1.6'],
    [{ configurableFeatures: ['theme', 'user', 'account'] }, '2.0'],
    [{ type: { kind: 'float' } }, '2.0'],
    [{ type: { kind: 'str' }, defaultValue: '' }, '2.0'],
  ])('%j raises the version to the next one that allows it', (changes, version) => {
    expect(versionAfter(changes)).toBe(version);
  });

  test('after the last minor version comes the next major one, and after the last of all none', () => {
    expect(versionAfter({ defaultValue: 0 }, '1.999999999')).toBe('2.0');
    expect(() => versionAfter({ defaultValue: 0 }, '999999999.999999999')).toThrow(
      'setting size is at version 999999999.999999999, and no version follows it',
    );
  });

  test.each<[Changes]>([
    [{}],
    [{ name: 'size', defaultValue: 10, configurableFeatures: ['theme', 'user'], metadata: { team: 'a' } }],
    [{ version: { major: 1, minor: 5 } }],
  ])('%j changes nothing', (changes) => {
    const planned = plan(STATE, change(changes, 'former'));

    expect(planned.results).toEqual([{ outcome: 'unchanged' }]);
    expect(planned.isUnchanged).toBe(true);
  });

  test('a version alone is raised', () => {
    expect(versionAfter({ version: { major: 3, minor: 0 } })).toBe('3.0');
  });

  test('what is not named stays', () => {
    const planned = plan(STATE, change({ defaultValue: 0 }));

    expect(planned.effects.settings).toMatchObject({ renamed: [], configurable: [], metadata: [], updated: [{}] });
    expect(planned.items).toMatchObject([{ action: 'setting.changed' }]);
  });

  test('metadata replaces what was there, and may be empty', () => {
    const planned = plan(STATE, change({ metadata: {} }));

    expect(planned.effects.settings.metadata).toEqual([{ owner: 'size', set: {}, removed: ['team'] }]);
  });

  test.each<[string, Changes, string, string]>([
    [
      'an equal version with a difference',
      { defaultValue: 0, version: { major: 1, minor: 5 } },
      'conflict',
      'setting size is at version 1.5, so the new version must be higher than that, not 1.5',
    ],
    [
      'a minor version with a major difference',
      { type: { kind: 'float' }, version: { major: 1, minor: 6 } },
      'conflict',
      'setting size cannot change like this in version 1.6: type needs a new major version',
    ],
    [
      'a type that the default value is not of',
      { type: { kind: 'bool' } },
      'conflict',
      'the default value 10 is not of the type bool',
    ],
    [
      'a feature in use that goes',
      { configurableFeatures: ['theme'] },
      'conflict',
      "setting size cannot change like this in version 2.0: configurable features ['user'] are still in use by rules [3]",
    ],
    ['an unknown feature', { configurableFeatures: ['user', 'x'] }, 'not-found', 'no context feature "x"'],
    ['the name of another setting', { name: 'speed' }, 'conflict', 'the name speed belongs to the setting speed'],
  ])('%s is refused', (_, changes, kind, message) => {
    expect(faultsOf(STATE, change(changes))).toEqual([{ path: ['operations', 0], kind, message }]);
  });

  test('a given default value of another type is a fault of that member', () => {
    expect(faultsOf(STATE, change({ defaultValue: false }))).toEqual([
      {
        path: ['operations', 0, 'default_value'],
        kind: 'invalid',
        message: 'the default value is not of the type int',
      },
    ]);
  });

  test('an unknown setting is refused', () => {
    expect(faultsOf(STATE, change({}, 'nobody'))).toMatchObject([{ kind: 'not-found' }]);
  });
});

describe('names', () => {
  test('two settings swap their names by way of a third', () => {
    const planned = plan(
      STATE,
      rename('size', 'third'),
      dropAlias('third', 'size'),
      rename('speed', 'size'),
      dropAlias('size', 'speed'),
      rename('third', 'speed'),
      dropAlias('speed', 'third'),
      setRule('speed', { user: 'jim' }, 7),
    );

    expect(planned.effects.settings).toMatchObject({
      renamed: [
        { from: 'size', to: 'speed' },
        { from: 'speed', to: 'size' },
      ],
      aliases: { removed: [], added: [] },
    });
    expect(planned.effects.rules.revalued).toEqual([{ id: 3, value: 7 }]);
  });

  test('a rename leaves the old name as an alias, which leads to the setting', () => {
    const planned = plan(STATE, rename('size', 'width'), setRule('size', { user: 'jim' }, 1), remove('size'));

    expect(planned.effects.settings.deleted).toEqual(['size']);
    expect(planned.items.at(-1)).toMatchObject({ settings: ['width'], before: { setting: { name: 'width' } } });
  });

  test('a setting may take one of its aliases as its name', () => {
    const planned = plan(STATE, rename('size', 'former'));

    expect(planned.effects.settings).toMatchObject({
      renamed: [{ from: 'size', to: 'former' }],
      aliases: { removed: ['former'], added: [{ setting: 'former', alias: 'size' }] },
    });
  });

  test('an alias moves to another setting once it is deleted', () => {
    const planned = plan(STATE, dropAlias('size', 'former'), { op: 'alias.add', setting: 'speed', alias: 'former' });

    expect(planned.effects.settings.aliases).toEqual({
      removed: ['former'],
      added: [{ setting: 'speed', alias: 'former' }],
    });
  });

  test('an alias that is given again changes nothing', () => {
    const planned = plan(STATE, { op: 'alias.add', setting: 'former', alias: 'size' });

    expect(planned.isUnchanged).toBe(true);
  });

  test.each<[string, Operation, string]>([
    ['deleting an alias that is not there', dropAlias('size', 'x'), 'setting size has no alias "x"'],
    ['deleting the name as an alias', dropAlias('former', 'size'), 'size is the name of a setting, not an alias'],
    [
      'adding the name of another setting',
      { op: 'alias.add', setting: 'size', alias: 'speed' },
      'the name speed belongs to the setting speed',
    ],
  ])('%s is refused', (_, operation, message) => {
    expect(faultsOf(STATE, operation)).toMatchObject([{ message }]);
  });
});

describe('setting.delete', () => {
  test('a setting goes with its rules, as they are by then', () => {
    const planned = plan(STATE, setRule('size', { theme: 'x' }, 1), remove('former'));

    expect(planned.effects.settings.deleted).toEqual(['size']);
    expect(planned.effects.rules).toMatchObject({ added: [], deleted: [] });
    expect(planned.items[1]).toMatchObject({ before: { rules: [{ id: 3 }, { id: -1 }] } });
  });

  test('a setting that need not exist may be missing', () => {
    const planned = plan(STATE, remove('nobody', true), remove('size', true), remove('size', true));

    expect(planned.results.map(({ outcome }) => outcome)).toEqual(['unchanged', 'deleted', 'unchanged']);
  });

  test('a missing setting is refused otherwise', () => {
    expect(faultsOf(STATE, remove('size'), remove('former'))).toEqual([
      { path: ['operations', 1], kind: 'not-found', message: 'no setting is called "former"' },
    ]);
  });
});

describe('the single changes of v1', () => {
  const metadata: JsonObject = { a: 0 };

  test.each<[string, Operation, object]>([
    [
      'setting.type_changed',
      { op: 'setting.set_type', setting: 'former', type: { kind: 'float' }, version: { major: 2, minor: 0 } },
      { updated: [{ type: { kind: 'float' } }] },
    ],
    [
      'setting.version_raised',
      { op: 'setting.set_type', setting: 'size', type: { kind: 'int' }, version: { major: 2, minor: 0 } },
      { updated: [{ version: { major: 2 } }] },
    ],
    [
      'setting.renamed',
      { op: 'setting.rename', setting: 'former', name: 'width', version: { major: 1, minor: 5 } },
      { renamed: [{ from: 'size', to: 'width' }], updated: [] },
    ],
    [
      'setting.version_raised',
      { op: 'setting.rename', setting: 'size', name: 'size', version: { major: 1, minor: 6 } },
      { renamed: [], updated: [{ version: { minor: 6 } }] },
    ],
    [
      'setting.configurable_features_changed',
      {
        op: 'setting.set_configurable_features',
        setting: 'former',
        configurableFeatures: ['user'],
        version: { major: 1, minor: 6 },
      },
      { configurable: [{ configurableFeatures: ['user'] }] },
    ],
    [
      'setting.version_raised',
      {
        op: 'setting.set_configurable_features',
        setting: 'size',
        configurableFeatures: ['theme', 'user'],
        version: { major: 1, minor: 6 },
      },
      { configurable: [] },
    ],
    [
      'setting.metadata_changed',
      { op: 'setting.edit_metadata', setting: 'former', edit: { set: metadata }, version: { major: 1, minor: 6 } },
      { metadata: [{ owner: 'size', set: metadata, removed: [] }] },
    ],
  ])('%s', (action, operation, effects) => {
    const planned = plan(STATE, operation);

    expect(planned.items.map((item) => item.action)).toEqual([action]);
    expect(planned.effects.settings).toMatchObject(effects);
  });

  test.each<[Operation]>([
    [{ op: 'setting.set_type', setting: 'size', type: { kind: 'int' }, version: { major: 1, minor: 5 } }],
    [{ op: 'setting.rename', setting: 'size', name: 'size', version: { major: 1, minor: 5 } }],
    [
      {
        op: 'setting.set_configurable_features',
        setting: 'size',
        configurableFeatures: ['theme', 'user'],
        version: { major: 1, minor: 5 },
      },
    ],
  ])('%j changes nothing', (operation) => {
    expect(plan(STATE, operation).isUnchanged).toBe(true);
  });

  test('a type that a value is not of changes nothing alone, and refuses a set', () => {
    const operation: Operation = {
      op: 'setting.set_type',
      setting: 'size',
      type: { kind: 'bool' },
      version: { major: 2, minor: 0 },
    };

    expect(faultsOf(STATE, operation)).toMatchObject([{ kind: 'conflict' }]);
  });
});
