import { expect, test } from '@jest/globals';
import { CompiledRule, compileRuleset, printJson } from '@heksher/domain';
import type { Rule, Setting } from '../api/types.js';
import { editStateOf, onto, wantedChanges } from './edit-state.js';
import { planChange, type WantedChanges } from './plan-change.js';

const SETTING: Setting = {
  name: 'size',
  type: 'int',
  default_value: 50,
  configurable_features: ['user', 'theme'],
  metadata: { team: 'storage' },
  aliases: ['old_size'],
  version: '1.3',
};
const RULES: Rule[] = [
  { rule_id: 1, value: 10, feature_values: [['user', 'guest']], metadata: {}, never: null, redundant: false },
];
const FEATURES = ['user', 'theme', 'account'];

function plan(wanted: WantedChanges) {
  const rules = RULES.map(({ rule_id: id, value, feature_values: pairs }) => {
    const conditions = pairs.map(([feature, one]) => ({ feature, value: one }));
    return CompiledRule.of({ id, value: printJson(value), metadata: '{}', conditions });
  });
  const { configurable_features: configurableFeatures, default_value: defaultValue } = SETTING;
  const ruleset = compileRuleset({ defaultValue, configurableFeatures }, rules, FEATURES);
  return planChange({ setting: SETTING, rules: RULES, ruleset, features: FEATURES }, wanted);
}

test('only what is edited is changed', () => {
  const state = editStateOf(SETTING);

  expect(wantedChanges(state, SETTING)).toEqual({});
  expect(wantedChanges({ ...state, name: 'cache' }, SETTING)).toEqual({ name: 'cache' });
  expect(wantedChanges({ ...state, features: ['theme', 'user'] }, SETTING)).toEqual({});
  expect(wantedChanges({ ...state, type: 'str' }, SETTING)).toEqual({ type: 'str', default_value: '' });
  expect(wantedChanges({ ...state, type: 'in' }, SETTING)).toBeUndefined();
});

test('edits go on top of what somebody else has changed meanwhile', () => {
  const now = { ...SETTING, default_value: 60, metadata: { team: 'platform' }, version: '1.4' };
  const mine = { ...editStateOf(SETTING), name: 'cache' };

  expect(wantedChanges(onto(mine, SETTING, now), now)).toEqual({ name: 'cache' });
});

test('the version that is proposed is the next minor or major one, as the service gives it', () => {
  expect(plan({})).toMatchObject({ version: '1.3', level: 'none' });
  expect(plan({ metadata: {} })).toMatchObject({ version: '1.4', level: 'minor' });
  expect(plan({ name: 'cache', default_value: 60 })).toMatchObject({ version: '1.4', level: 'minor' });
  expect(plan({ type: 'float' })).toMatchObject({ version: '2.0', level: 'major' });
  expect(plan({ configurable_features: ['user', 'theme', 'account'] })).toMatchObject({ version: '2.0' });
});

test('rules that are in the way are listed', () => {
  const type = plan({ type: 'str', default_value: 'x' });
  const features = plan({ configurable_features: ['theme'] });

  expect([type.version, type.unfit]).toEqual([undefined, RULES]);
  expect([features.version, features.dependent]).toEqual([undefined, RULES]);
  expect(features.refusal).toContain('still in use');
});
