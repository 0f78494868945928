import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from './evaluation.js';
import { explainContext, type ExplainedRule } from './explanation.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, resolveContext } from './ruleset.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];
const SETTING = givenSetting({ configurableFeatures: FEATURES });

function rule(id: number, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, value]) => ({ feature, value }));
  return CompiledRule.of({ id, value: `${id}0`, metadata: '{}', conditions: list });
}

const GUEST_IN_DARK = rule(1, { user: 'guest', theme: 'dark' });
const JIM_AS_ADMIN = rule(2, { account: 'jim', user: 'admin' });
const GUEST = rule(3, { user: 'guest' });
const JOHN = rule(4, { account: 'john' });
const RULES = compileRuleset(SETTING, [JOHN, GUEST, JIM_AS_ADMIN, GUEST_IN_DARK], FEATURES);

const context = (values: Record<string, string>) => new Map(Object.entries(values));

const byKind = (explained: readonly ExplainedRule[], kind: string) =>
  explained.filter(({ outcome }) => outcome.kind === kind);

describe('the explanation', () => {
  test('an explanation has the outcome of every rule, in the order of priority', () => {
    const explained = explainContext(RULES, context({ account: 'john', user: 'guest', theme: 'dark' }));

    expect(explained).toEqual([
      { rule: GUEST_IN_DARK, outcome: { kind: 'won' } },
      {
        rule: JIM_AS_ADMIN,
        outcome: { kind: 'no match', failed: { feature: 'account', value: 'jim' }, actual: 'john' },
      },
      { rule: GUEST, outcome: { kind: 'lost', beatenBy: 1, at: 'theme' } },
      { rule: JOHN, outcome: { kind: 'lost', beatenBy: 1, at: 'theme' } },
    ]);
  });

  test('a lost rule names the latest feature that only the winner uses', () => {
    const winner = rule(1, { account: 'a', user: 'u', theme: 't' });
    const likeIt = rule(2, { theme: 't' });
    const ruleset = compileRuleset(SETTING, [winner, likeIt, rule(3, {})], FEATURES);

    const explained = explainContext(ruleset, context({ account: 'a', user: 'u', theme: 't' }));

    expect(explained.map(({ outcome }) => outcome)).toEqual([
      { kind: 'won' },
      { kind: 'lost', beatenBy: 1, at: 'user' },
      { kind: 'lost', beatenBy: 1, at: 'theme' },
    ]);
  });

  test('a rule without a match has no actual value if the context lacks the feature', () => {
    const [first] = explainContext(RULES, context({}));

    expect(first?.outcome).toEqual({ kind: 'no match', failed: { feature: 'user', value: 'guest' } });
  });

  test('a rule without conditions wins if no other rule matches', () => {
    const always = rule(9, {});

    const explained = explainContext(compileRuleset(SETTING, [always, JOHN], FEATURES), context({ user: 'jim' }));

    expect(explained.map(({ rule: { id }, outcome: { kind } }) => [id, kind])).toEqual([
      [JOHN.id, 'no match'],
      [always.id, 'won'],
    ]);
  });

  test('a rule never wins if its setting is not configurable by one of its features', () => {
    const narrow = givenSetting({ configurableFeatures: ['account', 'user'] });
    const foreign = rule(1, { user: 'guest', theme: 'dark' });
    const guest = rule(3, { user: 'guest' });

    const explained = explainContext(
      compileRuleset(narrow, [foreign, guest], FEATURES),
      context({ user: 'guest', theme: 'dark' }),
    );

    expect(explained).toEqual([
      { rule: foreign, outcome: { kind: 'never', notConfigurableBy: ['theme'] } },
      { rule: guest, outcome: { kind: 'won' } },
    ]);
  });

  test('the explanation of a setting without rules is empty', () => {
    expect(explainContext(compileRuleset(SETTING, [], FEATURES), context({ user: 'jim' }))).toEqual([]);
  });
});

describe('explanations of any rules in any context', () => {
  test('the winner is the resolved rule, and every other matching rule has lost to it', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        const setting = givenSetting({ configurableFeatures: features });
        const ruleset = compileRuleset(setting, rules, features);
        for (const one of contexts) {
          const winner = resolveContext(ruleset, one);

          const explained = explainContext(ruleset, one);

          expect(byKind(explained, 'won').map(({ rule: { id } }) => id)).toEqual(winner ? [winner.id] : []);
          for (const { rule: each, outcome } of explained) {
            const isMatch = each.conditions.every(({ feature, value }) => one.get(feature) === value);
            expect(isMatch).toBe(outcome.kind === 'won' || outcome.kind === 'lost');
            if (outcome.kind === 'lost') expect(outcome.beatenBy).toBe(winner?.id);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('an explanation has every rule once, in descending priority', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts: [one] }) => {
        const setting = givenSetting({ configurableFeatures: features });

        const explained = explainContext(compileRuleset(setting, rules, features), one ?? new Map());

        const priority = ({ conditions }: CompiledRule) =>
          conditions.reduce((sum, { feature }) => sum + 2 ** features.indexOf(feature), 0);
        const expected = [...rules].sort((a, b) => priority(b) - priority(a) || a.id - b.id);
        expect(explained.map(({ rule: each }) => each)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('a rule loses at a feature that only the winner uses; the later features are the same in both', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        const setting = givenSetting({ configurableFeatures: features });
        const ruleset = compileRuleset(setting, rules, features);
        for (const one of contexts) {
          const winner = resolveContext(ruleset, one);
          for (const { rule: loser, outcome } of byKind(explainContext(ruleset, one), 'lost')) {
            const at = outcome.kind === 'lost' ? features.indexOf(outcome.at) : -1;
            const named = (each: CompiledRule | undefined) =>
              each?.conditions.map(({ feature }) => features.indexOf(feature)).filter((index) => index >= at) ?? [];

            expect(named(winner)).toEqual([at, ...named(loser)]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('each rule wins in the context of its own conditions', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules }) => {
        const setting = givenSetting({ configurableFeatures: features });
        const ruleset = compileRuleset(setting, rules, features);
        for (const one of rules) {
          const own = new Map(one.conditions.map(({ feature, value }) => [feature, value]));

          const winners = byKind(explainContext(ruleset, own), 'won');

          expect(winners.map(({ rule: each }) => each)).toEqual([one]);
        }
      }),
    );
  });

  test('with fewer configurable features, fewer rules can win, and still at most one does', () => {
    fc.assert(
      fc.property(rulesetCases, ({ features, rules, contexts }) => {
        const setting = givenSetting({ configurableFeatures: features.filter((_, index) => index % 2 === 0) });
        const ruleset = compileRuleset(setting, rules, features);
        for (const one of contexts) {
          const explained = explainContext(ruleset, one);

          const { rule: winner } = evaluate(ruleset, one);
          expect(byKind(explained, 'won').map(({ rule: each }) => each)).toEqual(winner ? [winner] : []);
          for (const { rule: each, outcome } of explained) {
            const isForeign = each.conditions.some(({ feature }) => features.indexOf(feature) % 2 === 1);
            expect(isForeign).toBe(outcome.kind === 'never');
          }
        }
      }),
    );
  });
});
