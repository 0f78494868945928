import { expect, test } from '@jest/globals';
import type { JsonValue } from '@heksher/domain';
import { operationsOf } from './operations-of.js';

const rule = (value: JsonValue, user = 'jim'): JsonValue => ({ rule_id: 7, value, feature_values: [['user', user]] });
const item = (before: JsonValue, after: JsonValue) => ({ action: 'x', setting: 'size', before, after });

test('items about rules are operations', () => {
  expect(
    operationsOf([item(null, rule(1)), item(rule(1), null), item(rule(1), rule(2)), item(rule(1), rule(1, 'ann'))]),
  ).toEqual([
    { op: 'rule.set', setting: 'size', feature_values: { user: 'jim' }, value: 1 },
    { op: 'rule.delete', rule_id: 7 },
    { op: 'rule.change', rule_id: 7, value: 2 },
    { op: 'rule.change', rule_id: 7, value: 1, new_feature_values: { user: 'ann' } },
  ]);
});

test.each([
  [[item(rule(1), null), item({ type: 'int' }, { type: 'float' })]],
  [[{ action: 'context_feature.added', setting: null, before: [], after: ['user'] }]],
  [[item(null, null)]],
])('if anything but rules changes, there are no operations: %j', (items) => {
  expect(operationsOf(items)).toBeUndefined();
});
