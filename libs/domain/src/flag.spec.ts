import { expect, test } from '@jest/globals';
import { evaluateFlag, flagAttributes, flagMetadata, flagVariant, noFlagIsCalled, withTargetingKey } from './flag.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset } from './ruleset.js';

const FEATURES = ['user', 'theme'];
const RULE = CompiledRule.of({
  id: 4,
  value: '2',
  metadata: '{}',
  conditions: [
    { feature: 'user', value: 'guest' },
    { feature: 'theme', value: 'dark' },
  ],
});
const setting = { defaultValue: 1, configurableFeatures: FEATURES };
const guest = new Map([
  ['user', 'guest'],
  ['theme', 'dark'],
]);

test.each([
  ['a rule wins', [RULE], guest, false, { value: '2', rule: RULE, reason: 'TARGETING_MATCH' }],
  ['no rule matches', [RULE], new Map(), false, { value: '1', rule: undefined, reason: 'DEFAULT' }],
  ['no rule matches, strictly', [RULE], new Map(), true, { value: '1', rule: undefined, reason: 'STATIC' }],
  ['there are no rules', [], guest, false, { value: '1', rule: undefined, reason: 'STATIC' }],
])('the reason if %s', (_, rules, context, areReasonsStrict, expected) => {
  expect(evaluateFlag(compileRuleset(setting, rules, FEATURES), context, areReasonsStrict)).toEqual(expected);
});

test('variant and metadata name the rule', () => {
  const printed = { type: 'int', version: '1.0' };
  const metadata = { 'heksher.version': '1.0', 'heksher.type': 'int' };

  expect([flagVariant(RULE), flagVariant(undefined)]).toEqual(['rule:4', 'default']);
  expect(flagMetadata(printed, undefined)).toEqual(metadata);
  expect(flagMetadata(printed, RULE)).toEqual({
    ...metadata,
    'heksher.ruleId': 4,
    'heksher.matched': 'user=guest,theme=dark',
  });
});

test('attributes are texts, numbers and booleans', () => {
  const attributes = flagAttributes({ user: 'jim', age: 1.5, isNew: true, groups: ['a'], nested: {}, none: null });

  expect([...attributes]).toEqual([
    ['user', 'jim'],
    ['age', '1.5'],
    ['isNew', 'true'],
  ]);
});

test('the targeting key stands in for one feature', () => {
  const key = new Map([['targetingKey', 'x']]);
  const both = new Map([...key, ['user', 'jim']]);

  expect(withTargetingKey(key, 'user').get('user')).toBe('x');
  expect(withTargetingKey(both, 'user').get('user')).toBe('jim');
  expect(withTargetingKey(key, undefined)).toBe(key);
  expect(withTargetingKey(new Map(), 'user').size).toBe(0);
});

test('the sentence about an unknown flag shows its key', () => {
  expect(noFlagIsCalled('a "b"')).toBe('no setting is called "a \\"b\\""');
});
