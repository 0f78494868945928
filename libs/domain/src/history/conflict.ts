import { DomainError } from '../errors.js';
import type { Difference } from './three-way.js';

/** What is in the way of an undo or a restore. */
export interface HistoryConflict extends Difference {
  /** The canonical name of the setting; undefined for the list of context features. */
  setting: string | undefined;
  ruleId?: number;
  /** Another rule that is in the way. */
  otherRule?: number;
  /** Why it is in the way, as the end of a sentence about the attribute. */
  reason: string;
}

/** The attribute is neither as the change has made it nor as it was before. */
export const CHANGED_SINCE = 'has changed since';

/** The refusal of an undo or a restore, with everything that is in the way. */
export class ConflictingHistory extends DomainError {
  constructor(
    readonly conflicts: readonly HistoryConflict[],
    what: string,
  ) {
    const named = conflicts.slice(0, MOST_NAMED).map(describe).join('; ');
    const others = conflicts.length > MOST_NAMED ? ` and ${conflicts.length - MOST_NAMED} more` : '';
    super('conflict', `${what}: ${named}${others}`);
  }
}

const MOST_NAMED = 3;

function describe({ setting, ruleId, attribute, reason }: HistoryConflict): string {
  if (setting === undefined) return `${attribute} ${reason}`;
  const of = ruleId === undefined ? `setting ${setting}` : `rule ${ruleId} of setting ${setting}`;
  return `${attribute} of ${of} ${reason}`;
}
