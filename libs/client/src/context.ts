import { featureText, type Context } from '@heksher/domain';

/** What a feature may have as a value. Numbers and booleans count as their texts. */
export type FeatureValue = string | number | boolean;

/** The values of some features. An undefined one is absent. */
export type ContextOf<Feature extends string> = { readonly [feature in Feature]?: FeatureValue | undefined };

/** The values of any features. */
export type AnyContext = Readonly<Record<string, FeatureValue | undefined>>;

/** Puts together the context of some features: for each, the first of the sources that has it counts. */
export function mergeContext(features: Iterable<string>, sources: readonly (AnyContext | undefined)[]): Context {
  const context = new Map<string, string>();
  for (const feature of features) {
    const value = firstValue(feature, sources);
    if (value !== undefined) context.set(feature, value);
  }
  return context;
}

function firstValue(feature: string, sources: readonly (AnyContext | undefined)[]): string | undefined {
  for (const source of sources) {
    if (source === undefined || source === null || !Object.hasOwn(source, feature)) continue;
    const value = featureText(source[feature]);
    if (value !== undefined) return value;
  }
  return undefined;
}
