import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseContextFilters, type ContextFilters } from './context-filter.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, filterRules, resolveContext, type Context, type Ruleset } from './ruleset.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];

function rule(id: number, value: string, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, wanted]) => ({ feature, value: wanted }));
  return CompiledRule.of({ id, value, metadata: '{}', conditions: list });
}

/** The rules of a setting that is configurable by all features. */
function compile(features: string[], rules: readonly CompiledRule[]): Ruleset {
  return compileRuleset(givenSetting({ configurableFeatures: features }), rules, features);
}

const FIRST = rule(4, '20', { user: 'guest', theme: 'dark' });
const SECOND = rule(3, '200', { account: 'jim', user: 'admin' });
const THIRD = rule(2, '10', { user: 'guest' });
const FOURTH = rule(1, '100', { account: 'john' });
const RULES = [THIRD, FIRST, FOURTH, SECOND];

describe('the rule that wins', () => {
  test.each([
    [{ user: 'guest', theme: 'dark' }, FIRST],
    [{ account: 'john', user: 'guest', theme: 'dark' }, FIRST],
    [{ account: 'jim', user: 'admin', theme: 'dark' }, SECOND],
    [{ account: 'john', user: 'guest', theme: 'light' }, THIRD],
    [{ account: 'john', user: 'guest' }, THIRD],
    [{ account: 'john', user: 'admin' }, FOURTH],
    [{ account: 'john', unknown: 'x' }, FOURTH],
    [{ account: 'jim' }, undefined],
    [{ theme: 'dark' }, undefined],
    [{}, undefined],
  ])('in the context %j, the expected rule wins', (context, winner) => {
    const ruleset = compile(FEATURES, RULES);

    expect(resolveContext(ruleset, new Map(Object.entries(context)))).toBe(winner);
  });

  test('one later feature weighs more than all earlier ones together', () => {
    const early = rule(1, 'early', { account: 'a', user: 'b' });
    const late = rule(2, 'late', { theme: 'c' });
    const context = new Map(Object.entries({ account: 'a', user: 'b', theme: 'c' }));

    expect(resolveContext(compile(FEATURES, [early, late]), context)).toBe(late);
  });

  test('a rule without conditions matches every context, and loses to any other', () => {
    const always = rule(9, 'always', {});
    const ruleset = compile(FEATURES, [always, ...RULES]);

    expect(resolveContext(ruleset, new Map())).toBe(always);
    expect(resolveContext(ruleset, new Map([['theme', 'dark']]))).toBe(always);
    expect(resolveContext(ruleset, new Map([['account', 'john']]))).toBe(FOURTH);
  });

  test('a setting without rules has no winner', () => {
    expect(resolveContext(compile(FEATURES, []), new Map([['user', 'guest']]))).toBeUndefined();
  });

  test('moving a feature changes the winner', () => {
    const context = new Map(Object.entries({ account: 'john', user: 'guest' }));

    const winner = resolveContext(compile(['user', 'theme', 'account'], RULES), context);

    expect(winner).toBe(FOURTH);
  });

  test('a rule on a feature that the setting is not configurable by never wins', () => {
    const ruleset = compileRuleset(givenSetting({ configurableFeatures: ['user'] }), RULES, FEATURES);
    const context = new Map(Object.entries({ account: 'john', user: 'guest', theme: 'dark' }));

    expect(resolveContext(ruleset, context)).toBe(THIRD);
    expect(resolveContext(ruleset, new Map([['account', 'john']]))).toBeUndefined();
    expect(ruleset.rules).toEqual([FOURTH, THIRD, SECOND, FIRST]);
  });

  test('the winner is the one of the plain definition', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        const ruleset = compile(features, rules);

        const winners = contexts.map((context) => resolveContext(ruleset, context));

        expect(winners).toEqual(contexts.map((context) => plainWinner(features, rules, context)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the rules that pass the context filters', () => {
  const always = rule(5, 'always', {});

  test.each([
    ['*', [FOURTH, THIRD, SECOND, FIRST, always]],
    ['', [always]],
    ['user:*', [THIRD, always]],
    ['user:(guest)', [THIRD, always]],
    ['user:(admin)', [always]],
    ['user:*,theme:*', [THIRD, FIRST, always]],
    ['user:(guest,admin),theme:(dark,light)', [THIRD, FIRST, always]],
    ['user:(guest),theme:(light)', [THIRD, always]],
    ['account:(jim,john),user:*', [FOURTH, THIRD, SECOND, always]],
    ['account:(jim),user:(guest)', [THIRD, always]],
    ['unknown:*', [always]],
    ['theme:*,account:*,user:*', [FOURTH, THIRD, SECOND, FIRST, always]],
  ])('the filters %j let the expected rules pass', (text, expected) => {
    const ruleset = compile(FEATURES, [...RULES, always]);

    const passing = filterRules(ruleset, parseContextFilters(text, { parameter: 'context_filters' }));

    expect(passing).toEqual(expected);
  });

  test('filters let the rules of the plain definition pass, by id', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, filters }) => {
        const passing = filterRules(compile(features, rules), filters);

        expect(passing).toEqual(plainPassing(rules, filters));
      }),
      { numRuns: 2000 },
    );
  });

  test('a filter for a context keeps the rule that wins in it', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        for (const context of contexts) {
          const filters = new Map([...context].map(([feature, value]) => [feature, new Set([value])]));

          const passing = filterRules(compile(features, rules), filters);

          expect(resolveContext(compile(features, passing), context)).toEqual(plainWinner(features, rules, context));
        }
      }),
      { numRuns: 500 },
    );
  });
});

test('compiling does not change the given rules', () => {
  const rules = [...RULES];

  const ruleset = compile(FEATURES, rules);

  expect(rules).toEqual(RULES);
  expect(ruleset.rules).toEqual([FOURTH, THIRD, SECOND, FIRST]);
});

/** The plain definition: of the matching rules, the one whose latest feature is later, then the next-latest, and so on. */
function plainWinner(
  features: readonly string[],
  rules: readonly CompiledRule[],
  context: Context,
): CompiledRule | undefined {
  const matching = rules.filter(({ conditions }) =>
    conditions.every(({ feature, value }) => context.get(feature) === value),
  );
  const latestFirst = ({ conditions }: CompiledRule) =>
    conditions.map(({ feature }) => features.indexOf(feature)).sort((a, b) => b - a);
  return matching.reduce<CompiledRule | undefined>(
    (best, next) => (best && isEarlier(latestFirst(next), latestFirst(best)) ? best : next),
    undefined,
  );
}

/** Whether `left` has the earlier feature, or none, at the first difference. */
function isEarlier(left: readonly number[], right: readonly number[]): boolean {
  for (const [at, index] of right.entries()) {
    const other = left[at];
    if (other === undefined) return true;
    if (other !== index) return other < index;
  }
  return false;
}

function plainPassing(rules: readonly CompiledRule[], filters: ContextFilters): CompiledRule[] {
  const isAllowed = (feature: string, value: string) => {
    if (filters === '*') return true;
    const filter = filters.get(feature);
    return filter === '*' || (filter !== undefined && filter.has(value));
  };
  return rules
    .filter(({ conditions }) => conditions.every(({ feature, value }) => isAllowed(feature, value)))
    .sort((a, b) => a.id - b.id);
}
