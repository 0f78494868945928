import { moveFeature } from '../context-feature.js';
import type { Operation } from '../planning/operation.js';

/**
 * Plans the context features: missing ones are added, and those that a document names come into its order. Others keep their
 * places, with a warning.
 */
export function planFeatures(
  stored: readonly string[],
  wanted: readonly string[],
): { features: readonly string[]; operations: Operation[]; warnings: string[] } {
  const missing = wanted.filter((feature) => !stored.includes(feature));
  const operations: Operation[] = missing.map((feature) => ({ op: 'context_feature.add', feature }));
  let features: readonly string[] = [...stored, ...missing];
  for (const [at, feature] of inWantedOrder(features, wanted).entries()) {
    const other = features[at] as string;
    if (other === feature) continue;
    const place = { before: other };
    operations.push({ op: 'context_feature.move', feature, place });
    features = moveFeature(features, feature, place);
  }
  const others = stored.filter((feature) => !wanted.includes(feature));
  const warnings = others.map((one) => `the context feature ${one} is not in the document, and stays`);
  return { features, operations, warnings };
}

/** The features with the wanted ones in their order, on the places that they have among them. */
function inWantedOrder(features: readonly string[], wanted: readonly string[]): string[] {
  const next = wanted.values();
  return features.map((feature) => (wanted.includes(feature) ? (next.next().value as string) : feature));
}
