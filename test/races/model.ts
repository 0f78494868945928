import { DomainError, type ErrorKind } from '@heksher/domain';
import { isMutation, type Operation } from './operations.js';
import { read } from './reads.js';
import type { State } from './state.js';
import { write, type Effect } from './writes.js';

const STATUS: Partial<Record<ErrorKind, number>> = {
  'not-found': 404,
  conflict: 409,
  'first-version-required': 400,
  'unfit-rule': 400,
  'rule-of-unknown-setting': 422,
};

/**
 * The effect of an operation that runs alone: the service as a function of its state. A new rule gets
 * this id, which the database chooses.
 */
export function perform(state: State, operation: Operation, ruleId = 0): Effect {
  try {
    return isMutation(operation) ? write(state, operation, ruleId) : { answer: read(state, operation), state };
  } catch (error) {
    const status = error instanceof DomainError ? STATUS[error.kind] : undefined;
    if (status === undefined) throw error;
    return { answer: { status }, state };
  }
}
