import fc, { type Arbitrary } from 'fast-check';
import { CompiledRule } from './compiled-rule.js';
import type { Context } from './ruleset.js';

/** Every context of the values that rules name, one other value and none. */
export function allContexts(features: readonly string[]): Context[] {
  return features.reduce<Context[]>(
    (contexts, feature) =>
      [undefined, 'a', 'b', 'x'].flatMap((value) =>
        contexts.map((context) => (value === undefined ? context : new Map([...context, [feature, value]]))),
      ),
    [new Map()],
  );
}

/** The rules of a setting. */
export interface SmallRuleset {
  features: string[];
  configurable: string[];
  rules: CompiledRule[];
}

/** Up to 14 rules on up to four features, with few values. */
export const smallRulesets: Arbitrary<SmallRuleset> = fc.integer({ min: 1, max: 4 }).chain((count) => {
  const features = Array.from({ length: count }, (_, index) => `f${index}`);
  const conditions = fc
    .subarray(features)
    .chain((named) =>
      fc.tuple(...named.map((feature) => fc.constantFrom('a', 'b').map((value) => ({ feature, value })))),
    );
  const lists = fc.uniqueArray(conditions, { maxLength: 14, selector: (list) => JSON.stringify(list) });
  return fc.record({
    features: fc.constant(features),
    configurable: fc.oneof(
      { arbitrary: fc.constant(features), weight: 3 },
      { arbitrary: fc.subarray(features), weight: 1 },
    ),
    rules: lists.chain((all) =>
      fc
        .array(fc.constantFrom('1', '1', '1.0', '2'), { minLength: all.length, maxLength: all.length })
        .map((values) =>
          all.map((list, at) =>
            CompiledRule.of({ id: at + 1, value: values[at] ?? '1', metadata: '{}', conditions: list }),
          ),
        ),
    ),
  });
});
