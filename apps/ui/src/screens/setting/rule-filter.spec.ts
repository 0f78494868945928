import { expect, test } from '@jest/globals';
import type { Rule } from '../../api/types.js';
import { columnOf, passes } from './rule-filter.js';
import type { Row } from './ruleset.js';

const rule: Rule = {
  rule_id: 1,
  value: { host: '10.0.0.7' },
  feature_values: [['user', 'Guest']],
  metadata: { information: 'TICKET-7' },
  never: null,
  redundant: false,
};
const row: Row = { kind: 'rule', rank: 1, rule, outcome: undefined };

test.each([
  ['value', '10.0.0', true],
  ['value', '10.0.0.8', false],
  ['note', 'ticket', true],
  ['note', 'none', false],
  [columnOf('user'), 'gue', true],
  [columnOf('user'), '*', false],
  [columnOf('theme'), '*', true],
  [columnOf('theme'), 'dark', false],
  [columnOf('user'), '', true],
])('a rule passes the filter %s=%j: %j', (column, text, isShown) => {
  expect(passes(row, { [column]: text })).toBe(isShown);
});

test('the default is shown only without a filter', () => {
  expect(passes({ kind: 'default', outcome: undefined }, { value: '' })).toBe(true);
  expect(passes({ kind: 'default', outcome: undefined }, { value: '1' })).toBe(false);
});
