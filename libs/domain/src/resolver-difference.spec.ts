import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resolverDependentRules } from './resolver-difference.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, resolveContext, type Context } from './ruleset.js';
import { allContexts, smallRulesets } from './small-rulesets.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];

function rule(id: number, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, value]) => ({ feature, value }));
  return CompiledRule.of({ id, value: `${id}`, metadata: '{}', conditions: list });
}

function dependent(...rules: CompiledRule[]): Set<number> {
  return resolverDependentRules(
    compileRuleset(givenSetting({ configurableFeatures: FEATURES }), rules, FEATURES),
    FEATURES,
  );
}

test('a rule depends on the resolver if heksher-py prefers one with an earlier feature', () => {
  const rules = [rule(1, { account: 'a', theme: 'dark' }), rule(2, { user: 'jim', theme: 'dark' })];

  expect(dependent(...rules)).toEqual(new Set([2]));
});

test('no rule depends on the resolver if a higher one decides where the two meet', () => {
  const rules = [
    rule(1, { account: 'a', theme: 'dark' }),
    rule(2, { user: 'jim', theme: 'dark' }),
    rule(3, { account: 'a', user: 'jim', theme: 'dark' }),
  ];

  // Here rule 3 decides wherever rules 1 and 2 both match.
  expect(dependent(...rules)).toEqual(new Set());
});

test('no rule depends on the resolver if the two never match together', () => {
  const rules = [rule(1, { account: 'a', theme: 'dark' }), rule(2, { user: 'jim', theme: 'light' })];

  expect(dependent(...rules)).toEqual(new Set());
});

test('a rule with a later last feature wins in both', () => {
  expect(dependent(rule(1, { account: 'a', user: 'jim' }), rule(2, { theme: 'dark' }))).toEqual(new Set());
});

test('the rules that depend on the resolver are those that win where heksher-py chooses another one', () => {
  fc.assert(
    fc.property(smallRulesets, ({ features, configurable, rules }) => {
      const ruleset = compileRuleset(givenSetting({ configurableFeatures: configurable }), rules, features);
      const differing = new Set<number>();
      for (const context of allContexts(features)) {
        const winner = resolveContext(ruleset, context);
        if (winner && pythonsChoice(rules, { features, configurable, context }) !== winner) differing.add(winner.id);
      }

      expect(resolverDependentRules(ruleset, features)).toEqual(differing);
    }),
    { numRuns: 600 },
  );
});

interface Place {
  features: readonly string[];
  configurable: readonly string[];
  context: Context;
}

/** What heksher-py chooses: it walks down a tree with a level for each feature, and keeps the deepest exact match. */
function pythonsChoice(rules: readonly CompiledRule[], { features, configurable, context }: Place) {
  const walk = (
    left: readonly CompiledRule[],
    depth: number,
    exactDepth: number,
  ): [CompiledRule, number] | undefined => {
    const feature = features[depth];
    if (feature === undefined) return left[0] && [left[0], exactDepth];
    const valueOf = (one: CompiledRule) => one.conditions.find((condition) => condition.feature === feature)?.value;
    const value = context.get(feature);
    const exactRules = configurable.includes(feature)
      ? left.filter((one) => valueOf(one) !== undefined && valueOf(one) === value)
      : [];
    const exact = walk(exactRules, depth + 1, depth);
    const wildcard = walk(
      left.filter((one) => valueOf(one) === undefined),
      depth + 1,
      exactDepth,
    );
    if (exact && wildcard) return exact[1] >= wildcard[1] ? exact : wildcard;
    return exact ?? wildcard;
  };
  return walk(rules, 0, -1)?.[0];
}
