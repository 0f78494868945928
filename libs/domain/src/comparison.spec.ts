import { expect, test } from '@jest/globals';
import { compareContexts, haveDifferentValues } from './comparison.js';
import { compileRuleset } from './ruleset.js';
import { CompiledRule } from './compiled-rule.js';
import { givenSetting } from './setting.arbitraries.js';

const RULES = [
  CompiledRule.of({ id: 1, value: '20', metadata: '{}', conditions: [{ feature: 'user', value: 'jim' }] }),
  CompiledRule.of({ id: 2, value: '10.0', metadata: '{}', conditions: [{ feature: 'user', value: 'john' }] }),
];
const RULESET = compileRuleset(givenSetting({ type: 'float', defaultValue: '10' }), RULES, ['user', 'theme']);
const compare = (...users: string[]) =>
  compareContexts(
    RULESET,
    users.map((user) => new Map([['user', user]])),
  );

test('a comparison has the value of each context, in their order', () => {
  expect(compare('jim', 'guest', 'jim').map(({ value, rule }) => [value, rule?.id])).toEqual([
    ['20', 1],
    ['10', undefined],
    ['20', 1],
  ]);
});

test('values differ if they are not equal as JSON, wherever they come from', () => {
  expect(haveDifferentValues(compare('guest', 'jim'))).toBe(true);
  expect(haveDifferentValues(compare('guest', 'guest', 'jim'))).toBe(true);
  expect(haveDifferentValues(compare('guest', 'john'))).toBe(false);
  expect(haveDifferentValues(compare('jim', 'jim'))).toBe(false);
  expect(haveDifferentValues([])).toBe(false);
});
