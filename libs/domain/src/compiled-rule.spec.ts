import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompiledRule, printRuleConditions } from './compiled-rule.js';
import { printConditions } from './rule.js';

const values = fc.oneof(
  fc.constantFrom('', 'a', '"', 'é'),
  fc.string().filter((text) => !text.includes('\u0000')),
);
const conditionLists = fc
  .uniqueArray(fc.constantFrom('f0', 'f1', 'f2', 'f3'))
  .chain((features) => fc.tuple(...features.map((feature) => values.map((value) => ({ feature, value })))));
const parts = conditionLists.map((conditions) => ({ id: 7, value: '1', metadata: '{"a":1}', conditions }));

test('a rule has the conditions that it was made of', () => {
  fc.assert(
    fc.property(parts, ({ conditions, ...rest }) => {
      const rule = CompiledRule.of({ ...rest, conditions });

      expect(rule).toMatchObject(rest);
      expect(rule.conditions).toEqual(conditions);
      expect(rule.features).toEqual(conditions.map(({ feature }) => feature));
      expect(rule.values).toEqual(conditions.map(({ value }) => value));
      expect(printRuleConditions(rule)).toBe(printConditions(conditions));
    }),
  );
});

test('a rule with another value, other metadata or other conditions has the rest of its parts', () => {
  fc.assert(
    fc.property(parts, conditionLists, (one, conditions) => {
      const rule = CompiledRule.of(one);

      expect(rule.with({ value: '2' })).toEqual(CompiledRule.of({ ...one, value: '2' }));
      expect(rule.with({ metadata: '{}' })).toEqual(CompiledRule.of({ ...one, metadata: '{}' }));
      expect(rule.with({ conditions })).toEqual(CompiledRule.of({ ...one, conditions }));
    }),
  );
});

test('a rule in another order has the same conditions, and is itself if it is in that order', () => {
  fc.assert(
    fc.property(parts, ({ conditions, ...rest }) => {
      const rule = CompiledRule.of({ ...rest, conditions });
      const placeOf = (feature: string) => -Number(feature.slice(1));
      const sorted = [...conditions].sort((a, b) => placeOf(a.feature) - placeOf(b.feature));

      const ordered = rule.inOrder(placeOf);

      expect(ordered.conditions).toEqual(sorted);
      expect(ordered.inOrder(placeOf)).toBe(ordered);
    }),
  );
});
