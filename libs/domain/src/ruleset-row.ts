import type { CompiledRule } from './compiled-rule.js';
import { valuesOf, type Context, type Ruleset } from './ruleset.js';

/** A group of rules, and where its features are among those of all groups. */
interface PlacedGroup {
  place: number;
  byValues: ReadonlyMap<string, CompiledRule>;
}

/**
 * Rulesets that are resolved together, again and again. Most settings use the same few combinations of features, so a context
 * is asked once for each combination, and not once for each setting.
 */
export class RulesetRow {
  private readonly combinations: (readonly string[])[] = [];
  private readonly rulesets: PlacedGroup[][];

  constructor(rulesets: readonly Pick<Ruleset, 'reachable'>[]) {
    const places = new Map<string, number>();
    this.rulesets = rulesets.map(({ reachable }) =>
      reachable.map(({ features, byValues }) => {
        const signature = features.join();
        let place = places.get(signature);
        if (place === undefined) {
          place = this.combinations.push(features) - 1;
          places.set(signature, place);
        }
        return { place, byValues };
      }),
    );
  }

  /** For each ruleset the rule that wins in a context; undefined if none matches and the default applies. */
  resolve(context: Context): (CompiledRule | undefined)[] {
    const keys = this.combinations.map((features) => valuesOf(features, context));
    return this.rulesets.map((groups) => winnerOf(groups, keys));
  }
}

function winnerOf(groups: readonly PlacedGroup[], keys: readonly (string | undefined)[]): CompiledRule | undefined {
  for (const { place, byValues } of groups) {
    const key = keys[place];
    const rule = key === undefined ? undefined : byValues.get(key);
    if (rule) return rule;
  }
  return undefined;
}
