import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from './evaluation.js';
import { jsonEquals, parseJson } from './json.js';
import { redundantRules } from './redundancy.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, foreignFeatures, type Context, type Ruleset } from './ruleset.js';
import { allContexts, smallRulesets } from './small-rulesets.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];

function rule(id: number, value: string, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, wanted]) => ({ feature, value: wanted }));
  return CompiledRule.of({ id, value, metadata: '{}', conditions: list });
}

/** A ruleset with the default 10. */
function compile(rules: readonly CompiledRule[], configurableFeatures = FEATURES): Ruleset {
  return compileRuleset(givenSetting({ defaultValue: '10', configurableFeatures }), rules, FEATURES);
}

describe('a rule is redundant', () => {
  test('a rule is redundant if it repeats the default and no other rule would win in its place', () => {
    expect(redundantRules(compile([rule(1, '10', { user: 'jim' })]))).toEqual(new Set([1]));
  });

  test('a rule is redundant if it repeats the rule below it, in another spelling', () => {
    const rules = [rule(1, '1e1', { user: 'jim', theme: 'dark' }), rule(2, '10.0', { theme: 'dark' })];

    expect(redundantRules(compile(rules))).toEqual(new Set([1, 2]));
  });

  test('a rule is redundant if it cannot win', () => {
    const ruleset = compile([rule(1, '20', { theme: 'dark' })], ['user']);

    expect(redundantRules(ruleset)).toEqual(new Set([1]));
  });
});

describe('a rule is needed', () => {
  test('a rule is needed if the default differs', () => {
    expect(redundantRules(compile([rule(1, '20', { user: 'jim' })]))).toEqual(new Set());
  });

  test('a rule is needed if it keeps another rule from winning where both match', () => {
    const rules = [rule(1, '10', { theme: 'dark' }), rule(2, '20', { user: 'jim' })];

    expect(redundantRules(compile(rules))).toEqual(new Set());
  });

  test('a rule is needed unless a higher rule decides wherever it meets that other one', () => {
    const rules = [
      rule(1, '10', { theme: 'dark' }),
      rule(2, '20', { user: 'jim' }),
      rule(3, '30', { user: 'jim', theme: 'dark' }),
    ];

    expect(redundantRules(compile(rules))).toEqual(new Set([1]));
  });
});

test('the redundant rules are those whose removal changes no value in any context', () => {
  fc.assert(
    fc.property(smallRulesets, ({ features, configurable, rules }) => {
      const setting = givenSetting({ defaultValue: '1', configurableFeatures: configurable });
      const whole = compileRuleset(setting, rules, features);
      const contexts = allContexts(features);

      const redundant = redundantRules(whole);

      for (const { id } of rules) {
        const others = compileRuleset(
          setting,
          rules.filter((one) => one.id !== id),
          features,
        );
        const changes = contexts.some((context) => !areEqual(valueIn(whole, context), valueIn(others, context)));
        expect({ id, isRedundant: redundant.has(id) }).toEqual({ id, isRedundant: !changes });
      }
    }),
    { numRuns: 600 },
  );
});

test('a rule wins in some context, unless its setting is not configurable by one of its features', () => {
  fc.assert(
    fc.property(smallRulesets, ({ features, configurable, rules }) => {
      const ruleset = compileRuleset(givenSetting({ configurableFeatures: configurable }), rules, features);
      const winners = new Set(allContexts(features).map((context) => evaluate(ruleset, context).rule?.id));

      for (const one of rules) expect(foreignFeatures(one, ruleset).length === 0).toBe(winners.has(one.id));
    }),
    { numRuns: 200 },
  );
});

function valueIn(ruleset: Ruleset, context: Context): string {
  return evaluate(ruleset, context).value;
}

function areEqual(a: string, b: string): boolean {
  return jsonEquals(parseJson(a), parseJson(b));
}
