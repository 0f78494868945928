import type { DeclarationOutcome } from '../declaration.js';
import type { TypeConflicts } from '../setting-change.js';

/** What an operation came to. */
export interface OperationResult {
  outcome: 'created' | 'changed' | 'deleted' | 'unchanged';
  /** The rule that it is about. Negative for a new rule that has no id yet. */
  ruleId?: number;
  /** The verdict on a declaration. `rejected` and `mismatch` change nothing. */
  declaration?: DeclarationOutcome;
  /** The reasons against a change of type. Nothing is changed then. */
  typeConflicts?: TypeConflicts;
}
