import fc, { type Arbitrary } from 'fast-check';
import type { ContextFilters, FeatureFilter } from './context-filter.js';
import type { Condition } from './rule.js';
import { CompiledRule } from './compiled-rule.js';
import type { Context } from './ruleset.js';

const VALUES = ['a', 'b', 'c'];

/** Context features in order: mostly a few, sometimes more than a 32-bit mask has bits. */
const featureLists: Arbitrary<string[]> = fc
  .oneof({ arbitrary: fc.integer({ min: 1, max: 8 }), weight: 4 }, { arbitrary: fc.constant(40), weight: 1 })
  .map((count) => Array.from({ length: count }, (_, index) => `f${index}`));

function conditionLists(features: readonly string[]): Arbitrary<Condition[]> {
  return fc
    .subarray([...features], { maxLength: Math.min(features.length, 4) })
    .chain((named) =>
      fc.tuple(...named.map((feature) => fc.constantFrom(...VALUES).map((value) => ({ feature, value })))),
    );
}

/** Rules of one setting in any order, sometimes with one that has no conditions. */
function ruleLists(features: readonly string[]): Arbitrary<CompiledRule[]> {
  const conditions = fc.uniqueArray(conditionLists(features), {
    maxLength: 25,
    selector: (list) => JSON.stringify(list),
  });
  return conditions
    .map((lists) =>
      lists.map((list, at) => CompiledRule.of({ id: at * 3 + 8, value: `${at}`, metadata: '{}', conditions: list })),
    )
    .chain((rules) => fc.shuffledSubarray(rules, { minLength: rules.length }));
}

function contexts(features: readonly string[]): Arbitrary<Context> {
  const value = fc.oneof(
    { arbitrary: fc.constantFrom(...VALUES), weight: 8 },
    { arbitrary: fc.constantFrom(undefined, '', '\u0000', 'a\u0000b'), weight: 1 },
  );
  return fc
    .tuple(...features.map(() => value))
    .map((values) => features.map((feature, at) => [feature, values[at]] as const))
    .map((entries) => new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)))
    .map((context) => context.set('unknown', 'a'));
}

function filters(features: readonly string[]): Arbitrary<ContextFilters> {
  const filter: Arbitrary<FeatureFilter | undefined> = fc.oneof(
    { arbitrary: fc.constant('*' as const), weight: 2 },
    { arbitrary: fc.subarray([...VALUES, 'x'], { minLength: 1 }).map((wanted) => new Set(wanted)), weight: 4 },
    { arbitrary: fc.constant(undefined), weight: 1 },
  );
  const each = fc.array(filter, { minLength: features.length, maxLength: features.length }).map((list) => {
    const entries = [...features, 'unknown'].map((feature, at) => [feature, list[at]] as const);
    return new Map(entries.filter((entry): entry is [string, FeatureFilter] => entry[1] !== undefined));
  });
  return fc.oneof({ arbitrary: each, weight: 9 }, { arbitrary: fc.constant('*' as const), weight: 1 });
}

/** A setting's rules, a context and filters. */
export interface RulesetCase {
  features: string[];
  rules: CompiledRule[];
  contexts: Context[];
  filters: ContextFilters;
}

export const rulesetCases: Arbitrary<RulesetCase> = featureLists.chain((features) =>
  fc.record({
    features: fc.constant(features),
    rules: ruleLists(features),
    contexts: fc.array(contexts(features), { minLength: 1, maxLength: 4 }),
    filters: filters(features),
  }),
);
