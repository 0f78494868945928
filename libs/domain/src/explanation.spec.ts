import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from './evaluation.js';
import { explainContext, type ExplainedRule } from './explanation.js';
import { compileRuleset, resolveContext, type CompiledRule } from './ruleset.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];
const SETTING = givenSetting({ configurableFeatures: FEATURES });

function rule(id: number, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, value]) => ({ feature, value }));
  return { id, value: `${id}0`, metadata: '{}', conditions: list };
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
  test('says of every rule, in the order of priority, what became of it', () => {
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

  test('names the latest feature that only the winner has a condition on', () => {
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

  test('has no actual value where the context lacks the feature', () => {
    const [first] = explainContext(RULES, context({}));

    expect(first?.outcome).toEqual({ kind: 'no match', failed: { feature: 'user', value: 'guest' } });
  });

  test('lets a rule without conditions win where nothing else matches', () => {
    const always = rule(9, {});

    const explained = explainContext(compileRuleset(SETTING, [always, JOHN], FEATURES), context({ user: 'jim' }));

    expect(explained.map(({ rule: { id }, outcome: { kind } }) => [id, kind])).toEqual([
      [JOHN.id, 'no match'],
      [always.id, 'won'],
    ]);
  });

  test('says of a rule on a feature that its setting is not configurable by that it never wins', () => {
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

  test('is empty for a setting without rules', () => {
    expect(explainContext(compileRuleset(SETTING, [], FEATURES), context({ user: 'jim' }))).toEqual([]);
  });
});

describe('of any rules in any context', () => {
  test('the winner is the one that resolving names, and every other rule that matches has lost to it', () => {
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

  test('every rule is there once, in descending priority', () => {
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

  test('a rule has lost at a feature that only the winner names, after which both name the same', () => {
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

  test('each rule wins in the context of its own conditions, so none is kept from winning by another', () => {
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

  test('a setting with fewer configurable features has fewer rules that can win, and still one winner at most', () => {
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
