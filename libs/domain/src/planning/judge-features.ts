import { moveFeature, unknownFeatures } from '../context-feature.js';
import { DomainError } from '../errors.js';
import type { Judging } from './judging.js';
import type { Operation } from './operation.js';
import type { OperationResult } from './result.js';
import { sameNames } from './same-setting.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

/** Appends a context feature. Throws `conflict` if it is there. */
export function addFeature({ feature }: Of<'context_feature.add'>, { draft, check }: Judging): OperationResult {
  check({ kind: 'features', features: draft.base.features });
  if (draft.features.includes(feature)) {
    throw new DomainError('conflict', `the context feature ${feature} exists already`);
  }
  draft.setFeatures([...draft.features, feature], 'context_feature.added');
  return { outcome: 'created' };
}

/** Moves a context feature right after or right before another. Throws `not-found` if either is missing. */
export function moveFeatureTo({ feature, place }: Of<'context_feature.move'>, judging: Judging): OperationResult {
  const { draft, check } = judging;
  const after = moveFeature(draft.features, feature, place);
  check({ kind: 'features', features: draft.base.features });
  if (sameNames(after, draft.features)) return { outcome: 'unchanged' };
  draft.setFeatures(after, 'context_feature.moved');
  return { outcome: 'changed' };
}

/** Deletes a context feature. Throws `conflict` if a setting is configurable by it. */
export function deleteFeature({ feature }: Of<'context_feature.delete'>, { draft, check }: Judging): OperationResult {
  if (!draft.features.includes(feature)) throw unknownFeatures([feature]);
  check({ kind: 'features', features: draft.base.features });
  if (draft.isConfigurable(feature)) {
    const detail = "context feature can't be deleted, there is at least one setting configured by it";
    throw new DomainError('conflict', detail);
  }
  const others = draft.features.filter((name) => name !== feature);
  draft.setFeatures(others, 'context_feature.deleted');
  return { outcome: 'deleted' };
}
