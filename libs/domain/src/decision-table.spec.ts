import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decisionTable, type Decision } from './decision-table.js';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, resolveContext, type Context } from './ruleset.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import { givenSetting } from './setting.arbitraries.js';

const FEATURES = ['account', 'user', 'theme'];

function rule(id: number, conditions: Record<string, string>): CompiledRule {
  const list = Object.entries(conditions).map(([feature, value]) => ({ feature, value }));
  return CompiledRule.of({ id, value: `${id}0`, metadata: '{}', conditions: list });
}

const GUEST_IN_DARK = rule(1, { user: 'guest', theme: 'dark' });
const JIM_AS_GUEST = rule(2, { account: 'jim', user: 'guest' });
const GUEST = rule(3, { user: 'guest' });
const JOHN = rule(4, { account: 'john' });
const RULES = compileRuleset(
  givenSetting({ configurableFeatures: FEATURES }),
  [JOHN, GUEST, JIM_AS_GUEST, GUEST_IN_DARK],
  FEATURES,
);

const context = (values: Record<string, string>) => new Map(Object.entries(values));

test('a decision table has the rules that can still win, in the order of priority, and the default', () => {
  expect(decisionTable(RULES, context({ account: 'jim' }))).toEqual([
    {
      conditions: [
        { feature: 'user', value: 'guest' },
        { feature: 'theme', value: 'dark' },
      ],
      rule: GUEST_IN_DARK,
    },
    { conditions: [{ feature: 'user', value: 'guest' }], rule: JIM_AS_GUEST },
    { conditions: [], rule: undefined },
  ]);
});

test('nothing follows a rule that wins whatever the other features are', () => {
  expect(decisionTable(RULES, context({ account: 'john', theme: 'light' }))).toEqual([
    { conditions: [{ feature: 'user', value: 'guest' }], rule: GUEST },
    { conditions: [], rule: JOHN },
  ]);
});

test('the table of a whole context has one line', () => {
  expect(decisionTable(RULES, context({ account: 'ann', user: 'guest', theme: 'dark' }))).toEqual([
    { conditions: [], rule: GUEST_IN_DARK },
  ]);
});

test('the first line whose conditions hold is right in every larger context', () => {
  fc.assert(
    fc.property(rulesetCases, fc.gen(), ({ features, rules, contexts }, gen) => {
      const ruleset = compileRuleset(
        givenSetting({ configurableFeatures: features.slice(0, Math.ceil(features.length * 0.8)) }),
        rules,
        features,
      );
      for (const whole of contexts) {
        const known = new Map([...whole].filter(() => gen(fc.boolean)));

        const table = decisionTable(ruleset, known);

        expect(table.find((line) => holds(line, whole))?.rule).toBe(resolveContext(ruleset, whole));
      }
    }),
  );
});

test('every line decides in some context', () => {
  fc.assert(
    fc.property(rulesetCases, ({ features, rules, contexts }) => {
      const ruleset = compileRuleset(givenSetting({ configurableFeatures: features }), rules, features);
      for (const known of contexts) {
        for (const { conditions, rule: winner } of decisionTable(ruleset, known)) {
          const larger = new Map([...known, ...conditions.map(({ feature, value }) => [feature, value] as const)]);

          expect(resolveContext(ruleset, larger)).toBe(winner);
        }
      }
    }),
  );
});

function holds({ conditions }: Decision, whole: Context): boolean {
  return conditions.every(({ feature, value }) => whole.get(feature) === value);
}
