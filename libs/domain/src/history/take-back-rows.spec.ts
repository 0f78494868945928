import { expect, test } from '@jest/globals';
import { printJson } from '../json.js';
import { compileRuleset } from '../ruleset.js';
import { givenSetting } from '../setting.arbitraries.js';
import { readContent } from './content.js';
import { dump } from './history.arbitraries.js';
import { PastState } from './past-state.js';
import { compileRule } from '../compiled-rule.js';

const FEATURES = ['user', 'theme'];

function setting(written: Parameters<typeof givenSetting>[0], rules: Parameters<typeof compileRule>[0][] = []) {
  const given = givenSetting({ version: '1.0', ...written });
  return { setting: given, ruleset: compileRuleset(given, rules.map(compileRule), FEATURES) };
}

const jim = { id: 1, value: 1, metadata: {}, conditions: [{ feature: 'user', value: 'jim' }] };

/** What a state was before the statements of another program. */
function before(settings: ReturnType<typeof setting>[], statements: object[]): string {
  const past = new PastState({ features: FEATURES.map((name, index) => ({ name, index })), settings });
  const content = readContent({ action: 'external', before: null, after: null, items: printJson(statements) });
  expect(past.takeBack(content)).toBe(true);
  const { featureNames, hasPresentFeatures } = past;
  return dump({
    features: featureNames,
    settings: past.list().map((one) => one.read(featureNames, hasPresentFeatures)),
  });
}

const state = (...settings: ReturnType<typeof setting>[]) => dump({ features: FEATURES, settings });
const row = (name: string, type = 'int', default_value = '10') => ({ name, type, default_value, version: '1.0' });

test('a rename by another program is taken back with everything that refers to the name', () => {
  const now = setting({ name: 'b', aliases: ['old'], metadata: '{"unit":"MiB"}' }, [jim]);
  const cascades = [
    { table: 'setting_aliases', before: [{ alias: 'old', setting: 'a' }], after: [{ alias: 'old', setting: 'b' }] },
    {
      table: 'configurable',
      before: [{ setting: 'a', context_feature: 'user' }],
      after: [{ setting: 'b', context_feature: 'user' }],
    },
    {
      table: 'setting_metadata',
      before: [{ key: 'unit', value: 'MiB', setting: 'a' }],
      after: [{ key: 'unit', value: 'MiB', setting: 'b' }],
    },
    { table: 'rules', before: [{ id: 1, value: '1', setting: 'a' }], after: [{ id: 1, value: '1', setting: 'b' }] },
    { table: 'settings', before: [row('a')], after: [row('b')] },
  ].map((one) => ({ op: 'update', count: 1, ...one }));

  const expected = state(setting({ name: 'a', aliases: ['old'], metadata: '{"unit":"MiB"}' }, [jim]));
  expect(before([now], cascades)).toBe(expected);
  expect(before([now], cascades.reverse())).toBe(expected);
});

test('settings that have exchanged their names get them back', () => {
  const now = [setting({ name: 'a', defaultValue: '2' }), setting({ name: 'b', defaultValue: '1' }, [jim])];
  const rename = (from: string, to: string, value: string) => ({
    table: 'settings',
    op: 'update',
    before: [row(from, 'int', value)],
    after: [row(to, 'int', value)],
  });
  const rules = (from: string, to: string) => ({
    table: 'rules',
    op: 'update',
    before: [{ id: 1, value: '1', setting: from }],
    after: [{ id: 1, value: '1', setting: to }],
  });

  expect(
    before(now, [
      rules('a', 'x'),
      rename('a', 'x', '1'),
      rename('b', 'a', '2'),
      rules('x', 'b'),
      rename('x', 'b', '1'),
    ]),
  ).toBe(state(setting({ name: 'a', defaultValue: '1' }, [jim]), setting({ name: 'b', defaultValue: '2' })));
});

test('deleted settings come back with their rules, whatever the order of the statements', () => {
  const statements = [
    { table: 'settings', op: 'truncate', before: [row('size')] },
    { table: 'rules', op: 'truncate', before: [{ id: 1, value: '1e0', setting: 'size' }] },
    { table: 'conditions', op: 'truncate', before: [{ rule: 1, context_feature: 'user', feature_value: 'jim' }] },
    { table: 'rule_metadata', op: 'truncate', before: [{ rule: 1, key: 'by', value: false }] },
    {
      table: 'configurable',
      op: 'truncate',
      before: ['user', 'theme'].map((context_feature) => ({ setting: 'size', context_feature })),
    },
  ];
  const expected = state(setting({}, [{ ...jim, metadata: { by: false } }]));

  expect(before([], statements)).toBe(expected);
  expect(before([], statements.reverse())).toBe(expected);
});

test('changed conditions and metadata of rules are taken back', () => {
  const now = setting({}, [
    { ...jim, conditions: [{ feature: 'theme', value: 'dark' }], metadata: { by: 'me', n: 1 } },
  ]);

  const statements = [
    { table: 'conditions', op: 'delete', before: [{ rule: 1, context_feature: 'user', feature_value: 'jim' }] },
    { table: 'conditions', op: 'insert', after: [{ rule: 1, context_feature: 'theme', feature_value: 'dark' }] },
    { table: 'rule_metadata', op: 'insert', after: [{ rule: 1, key: 'n', value: 1 }] },
    {
      table: 'rule_metadata',
      op: 'update',
      before: [{ rule: 1, key: 'by', value: 'you' }],
      after: [{ rule: 1, key: 'by', value: 'me' }],
    },
  ];
  expect(before([now], statements)).toBe(state(setting({}, [{ ...jim, metadata: { by: 'you' } }])));
});

test('a rule that was inserted and changed in one transaction did not exist before it', () => {
  const statements = [
    { table: 'rules', op: 'insert', after: [{ id: 1, value: '0', setting: 'size' }] },
    { table: 'conditions', op: 'insert', after: [{ rule: 1, context_feature: 'user', feature_value: 'jim' }] },
    {
      table: 'rules',
      op: 'update',
      before: [{ id: 1, value: '0', setting: 'size' }],
      after: [{ id: 1, value: '1', setting: 'size' }],
    },
  ];
  expect(before([setting({}, [jim])], statements)).toBe(state(setting({})));
});

test('a change of context features is taken back by their indices', () => {
  const statements = [
    { table: 'context_features', op: 'insert', after: [{ name: 'user', index: 0 }] },
    { table: 'context_features', op: 'delete', before: [{ name: 'account', index: null }] },
    {
      table: 'context_features',
      op: 'update',
      before: [{ name: 'theme', index: 7 }],
      after: [{ name: 'theme', index: 1 }],
    },
  ];
  expect(before([], statements)).toBe(dump({ features: ['theme', 'account'], settings: [] }));
});

test('a change whose rows were too many cannot be taken back', () => {
  const past = new PastState({ features: [], settings: [] });
  const items = printJson([{ table: 'rules', op: 'delete', count: 20_000 }]);

  expect(past.takeBack(readContent({ action: 'external', before: null, after: null, items }))).toBe(false);
  expect(past.takeBack(readContent({ action: 'external', before: null, after: null, items: null }))).toBe(false);
  expect(past.takeBack(readContent({ action: 'external', before: null, after: null, items: '[]' }))).toBe(true);
});
