import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompiledRule } from './compiled-rule.js';
import { compileRuleset, resolveContext } from './ruleset.js';
import { RulesetRow } from './ruleset-row.js';

const FEATURES = ['environment', 'user', 'theme'];
const value = fc.constantFrom('a', 'b', 'c');
const values = fc.record({ environment: value, user: value, theme: value }, { requiredKeys: [] });
const setting = fc.record({
  configurableFeatures: fc.subarray(FEATURES),
  rules: fc.uniqueArray(values, {
    selector: (one) => JSON.stringify(FEATURES.map((feature) => Reflect.get(one, feature))),
  }),
});

test('a row of rulesets has the winners that each of them has', () => {
  fc.assert(
    fc.property(fc.array(setting), fc.array(values, { minLength: 1 }), (settings, contexts) => {
      const rulesets = settings.map(({ configurableFeatures, rules }) =>
        compileRuleset({ configurableFeatures, defaultValue: 0 }, rules.map(toRule), FEATURES),
      );
      const row = new RulesetRow(rulesets);

      for (const one of contexts) {
        const context = new Map(Object.entries(one));
        expect(row.resolve(context)).toEqual(rulesets.map((ruleset) => resolveContext(ruleset, context)));
      }
    }),
  );
});

function toRule(one: Record<string, string | undefined>, id: number): CompiledRule {
  const conditions = FEATURES.flatMap((feature) => (one[feature] ? [{ feature, value: one[feature] }] : []));
  return CompiledRule.of({ id, value: String(id), metadata: '{}', conditions });
}
