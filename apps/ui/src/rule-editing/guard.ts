import type { ChangeSet } from '../api/save.js';
import type { Operation } from '../api/types.js';

/** The state that the person saw: by the entity tag of a setting with its rules, or by the sequence of the whole. */
export type Guard = { etag: string | undefined } | { basedOn: number | undefined };

/** Operations that are refused if what they are about has changed since the person saw it. */
export function guarded(operations: readonly Operation[], guard: Guard): Pick<ChangeSet, 'operations' | 'basedOn'> {
  if ('basedOn' in guard) return { operations, basedOn: guard.basedOn };
  const { etag } = guard;
  return {
    operations: etag === undefined ? operations : operations.map((one): Operation => ({ ...one, if_match: etag })),
  };
}
