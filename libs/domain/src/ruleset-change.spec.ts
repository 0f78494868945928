import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conditionsKey } from './rule.js';
import { rulesetCases } from './ruleset.arbitraries.js';
import type { CompiledRule } from './compiled-rule.js';
import { changeRuleset, compileRuleset, findRuleAt, findRuleById, type Ruleset } from './ruleset.js';

/** A ruleset as a value that can be compared, with its groups and rules in order. */
function shown(ruleset: Ruleset): unknown {
  const groups = (list: Ruleset['groups']) => list.map(({ features, byValues }) => [features, [...byValues]]);
  return { rules: ruleset.rules, groups: groups(ruleset.groups), reachable: groups(ruleset.reachable) };
}

/** Rules before and after a change: some go, some get another value, some are new. */
const changes = rulesetCases.chain(({ features, rules }) =>
  fc.record({
    features: fc.constant(features),
    configurable: fc.subarray(features),
    before: fc.subarray(rules),
    after: fc.subarray(rules),
    changed: fc.subarray(rules),
  }),
);

test('a ruleset that is changed equals one that is compiled anew', () => {
  fc.assert(
    fc.property(changes, ({ features, configurable, before, after, changed }) => {
      const setting = { defaultValue: 0, configurableFeatures: configurable };
      const ids = new Set(changed.map(({ id }) => id));
      const to = after.map((rule): CompiledRule => (ids.has(rule.id) ? rule.with({ value: '"changed"' }) : rule));
      const kept = new Set(before.filter(({ id }) => !ids.has(id)).map(({ id }) => id));
      const written = to.filter(({ id }) => !kept.has(id));
      const left = new Set(to.map(({ id }) => id));
      const removed = new Set([
        ...before.map(({ id }) => id).filter((id) => !left.has(id)),
        ...written.map(({ id }) => id),
      ]);

      const ruleset = changeRuleset(compileRuleset(setting, before, features), { removed, written }, features);

      expect(shown(ruleset)).toEqual(shown(compileRuleset(setting, to, features)));
    }),
  );
});

test('a rule is found by its id, and by exactly its conditions in any order', () => {
  fc.assert(
    fc.property(rulesetCases, ({ features, rules }) => {
      const ruleset = compileRuleset({ defaultValue: 0, configurableFeatures: features }, rules, features);

      for (const rule of rules) {
        expect(findRuleById(ruleset, rule.id)).toBe(rule);
        expect(findRuleById(ruleset, rule.id + 1)).toBeUndefined();
        expect(findRuleAt(ruleset, [...rule.conditions].reverse())).toBe(rule);
      }
      const keys = new Set(rules.map(({ conditions }) => conditionsKey(conditions)));
      const more = rules.map(({ conditions }) => [...conditions, { feature: 'unknown', value: 'a' }]);
      for (const conditions of [...more, []]) {
        expect(findRuleAt(ruleset, conditions) !== undefined).toBe(keys.has(conditionsKey(conditions)));
      }
    }),
  );
});
