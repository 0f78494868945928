import { queryOptions } from '@tanstack/react-query';
import type { FeaturePlace } from '@heksher/domain';
import { ask } from './http.js';
import { preview } from './save.js';
import type { Operation, SettingsPage } from './types.js';

/** A context feature that moves to another place. */
export interface FeatureMove {
  feature: string;
  place: FeaturePlace;
}

/** The list of features that a person saw. */
export interface SeenFeatures {
  features: readonly string[];
  etag: string | undefined;
}

/** Moves a feature, unless somebody else has changed the list. */
export function moveOperation({ feature, place }: FeatureMove, seen: SeenFeatures): Operation {
  const to = 'after' in place ? { to_after: place.after } : { to_before: place.before };
  return guarded({ op: 'context_feature.move', context_feature: feature, ...to }, seen);
}

/** Adds a feature at the end. */
export function addOperation(feature: string): Operation {
  return { op: 'context_feature.add', context_feature: feature };
}

/** Deletes a feature, unless somebody else has changed the list. */
export function deleteOperation(feature: string, seen: SeenFeatures): Operation {
  return guarded({ op: 'context_feature.delete', context_feature: feature }, seen);
}

/** What a move would change, and for whom. */
export function movePreview(move: FeatureMove, seen: SeenFeatures) {
  return queryOptions({
    queryKey: ['preview', 'feature-move', move, seen.etag],
    queryFn: ({ signal }) => preview([moveOperation(move, seen)], signal),
    retry: false,
    staleTime: 0,
  });
}

/** The first settings that are configurable by a feature. */
export function settingsWithFeature(feature: string) {
  return queryOptions({
    queryKey: ['settings', 'with-feature', feature],
    queryFn: async ({ signal }) =>
      (await ask<SettingsPage>('api/v1/settings', { query: { feature, limit: 20 }, signal })).body,
    staleTime: 0,
  });
}

function guarded(operation: Operation, { etag }: SeenFeatures): Operation {
  return etag === undefined ? operation : { ...operation, if_match: etag };
}
