import { changesTokensOnly, isJsonObject, type JsonObject } from '@heksher/domain';
import type { Plan } from '../../api/plan.js';
import type { Change } from '../../api/types.js';

/** A change that somebody made after a plan. */
export type FasterChange = Pick<Change, 'sequence' | 'at' | 'actor' | 'action'>;

/** Those of the changes since a plan was made that may concern what it changes. */
export function fasterAmong<Since extends FasterChange & Pick<Change, 'settings'>>(
  changes: readonly Since[],
  plan: Pick<Plan, 'changes'>,
): Since[] {
  const planned = new Set(plan.changes.map(({ setting }) => setting));
  return changes.filter((change) => {
    if (changesTokensOnly(change)) return false;
    // Without names it may be any setting.
    return change.settings === null || change.settings.some((name) => planned.has(name));
  });
}

/** The changes that a refusal because of them names. */
export function fasterIn({ changes }: JsonObject): FasterChange[] {
  return (Array.isArray(changes) ? changes : []).filter(isJsonObject).map(({ sequence, at, actor, action }) => ({
    sequence: Number(sequence),
    at: String(at),
    actor: typeof actor === 'string' ? actor : null,
    action: String(action),
  }));
}
