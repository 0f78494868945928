import { featureText, type Context } from '@heksher/domain';

/** What a feature may have as a value. Numbers and booleans count as their texts. */
export type FeatureValue = string | number | boolean;

/** The values of some features. An undefined one is absent. */
export type ContextOf<Feature extends string> = { readonly [feature in Feature]?: FeatureValue | undefined };

/** The values of any features. */
export type AnyContext = Readonly<Record<string, FeatureValue | undefined>>;

/** Puts together the context of some features: for each, the first of the sources that has it counts. */
export function mergeContext(
  features: Iterable<string>,
  explicit: AnyContext | undefined,
  others: readonly AnyContext[] = [],
): Context {
  const context = new Map<string, string>();
  for (const feature of features) {
    const value = readValue(explicit, feature) ?? firstValue(others, feature);
    if (value !== undefined) context.set(feature, value);
  }
  return context;
}

function firstValue(sources: readonly AnyContext[], feature: string): string | undefined {
  for (const source of sources) {
    const value = readValue(source, feature);
    if (value !== undefined) return value;
  }
  return undefined;
}

function readValue(source: AnyContext | undefined, feature: string): string | undefined {
  // A program without types may pass null.
  if (source === undefined || source === null || !Object.hasOwn(source, feature)) return undefined;
  const value = source[feature];
  return typeof value === 'string' ? value : featureText(value);
}
