import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompiledRule } from './compiled-rule.js';
import { jsonEquals, parseJson, printJson } from './json.js';
import { jsonValues } from './json.arbitraries.js';
import { parseWantedConditions, passesRuleFilter, valueContains, valueEquals, type RuleFilter } from './rule-search.js';

const RULE = CompiledRule.of({
  id: 1,
  value: '20',
  metadata: '{}',
  conditions: [
    { feature: 'account', value: 'john' },
    { feature: 'theme', value: 'dark' },
  ],
});
const conditions = (text: string): RuleFilter => ({ conditions: parseWantedConditions(text, 'feature_values') });

describe('conditions', () => {
  test.each([
    [true, 'account:john'],
    [true, 'account:*'],
    [true, 'theme:*,account:john'],
    [false, 'account:jim'],
    [false, 'user:*'],
    [false, 'account:john,user:*'],
  ])('it is %s that the rule has %s', (has, text) => {
    expect(passesRuleFilter(RULE, conditions(text))).toBe(has);
  });

  test.each([
    '',
    'account',
    'account:',
    'account:a b',
    'ac count:john',
    'account:**',
    'account:john,account:*',
    'a:b,',
  ])('"%s" is refused', (text) => {
    expect(() => conditions(text)).toThrow();
  });
});

test('a rule passes only if its value does', () => {
  expect(passesRuleFilter(RULE, { isWanted: valueEquals('20') })).toBe(true);
  expect(passesRuleFilter(RULE, { isWanted: valueEquals('21') })).toBe(false);
  expect(passesRuleFilter(RULE, { isContaining: valueContains('2') })).toBe(true);
  expect(passesRuleFilter(RULE, { isContaining: valueContains('3') })).toBe(false);
});

describe('an equal value', () => {
  test.each([
    ['20', '20'],
    ['20', '20.0'],
    ['2e1', '20'],
    ['20', '"20"'],
    ['"20"', '"20"'],
    ['10.0.0.1', '"10.0.0.1"'],
    ['true', 'true'],
    ['true', '"true"'],
    ['', '""'],
    ['"', '"\\""'],
    ['ä', '"\\u00e4"'],
    ['[1, 2]', '[1,2.0]'],
    ['{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['null', 'null'],
    ['12345678901234567890', '12345678901234567890'],
    ['NaN', '"NaN"'],
    ['-0', '0'],
  ])('%s finds %s', (text, value) => {
    expect(valueEquals(text)(value)).toBe(true);
  });

  test.each([
    ['20', '200'],
    ['"20"', '20'],
    ['12345678901234567890', '12345678901234567891'],
    ['true', 'false'],
    ['[1]', '1'],
    ['a', '"A"'],
    ['{}', '[]'],
  ])('%s does not find %s', (text, value) => {
    expect(valueEquals(text)(value)).toBe(false);
  });

  test('a text finds exactly the values that are equal as JSON, and the string that it is', () => {
    fc.assert(
      fc.property(jsonValues, jsonValues, (wanted, value) => {
        const text = printJson(wanted);

        const isEqual = jsonEquals(parseJson(text), value) || value === text;
        expect(valueEquals(text)(printJson(value))).toBe(isEqual);
        expect(valueEquals(text)(text)).toBe(true);
      }),
    );
  });

  test.each(['['.repeat(100_000), '\u0000', '{"a":', '1e99999'])(
    'hostile text %# finds nothing and is no fault',
    (text) => {
      expect(valueEquals(text)('[1]')).toBe(false);
    },
  );
});

describe('a value that contains a text', () => {
  test.each([
    ['10.0.0', '"http://10.0.0.1/"'],
    ['HTTP', '"http://10.0.0.1/"'],
    ['0.0', '["10.0.0.1"]'],
    ['2', '120'],
    ['say "hi', '"say \\"hi\\""'],
    ['rue', 'true'],
    ['', '""'],
  ])('%s is in %s', (text, value) => {
    expect(valueContains(text)(value)).toBe(true);
  });

  test.each([
    ['"', '"http"'],
    ['2', '[1,3]'],
    ['hi"x', '"say \\"hi\\""'],
  ])('%s is not in %s', (text, value) => {
    expect(valueContains(text)(value)).toBe(false);
  });
});
