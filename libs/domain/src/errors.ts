/**
 * The kinds of refusals. The HTTP edge maps each to a status in one table, so no code reads a message to decide anything.
 * The kinds below the line exist because Heksher's clients expect an odd status for them.
 */
export type ErrorKind =
  | 'malformed' // not JSON at all
  | 'invalid' // JSON, but not acceptable
  | 'not-found'
  | 'conflict'
  | 'unavailable' // the database cannot be reached
  | 'precondition-failed' // the state is not the one that the client has read
  | 'precondition-required' // the client must say which state it has read
  | 'forbidden' // the principal may not do this
  | 'gone' // the change log does not reach back that far
  | 'too-large' // more settings at once than the cache has room for
  // ———
  | 'first-version-required' // a new setting whose version is not 1.0
  | 'unfit-rule' // a rule that does not fit its setting
  | 'rule-of-unknown-setting'
  | 'repeated-filter';

/** The way from a JSON value to something in it: names of members and indices of items. */
export type Path = readonly (string | number)[];

/** The place of a fault: a path in the body, or a query or path parameter. */
export interface Place {
  path?: Path;
  parameter?: string;
}

/** One fault of an input. */
export interface Fault extends Place {
  message: string;
  /** The kind of refusal that this fault alone would be, if it is one of several operations. */
  kind?: ErrorKind;
}

/** The refusal of a request. `message` is one sentence that a person can act on. */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly faults: readonly Fault[] = [],
    /** Further members of the problem that a client reads, by their names. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }

  /** The same refusal with other faults. */
  at(faults: readonly Fault[]): DomainError {
    return new DomainError(this.kind, this.message, faults, this.details);
  }
}

/** An `invalid` error with exactly one fault, whose message is also the error's. */
export function invalid(message: string, at: Place = {}): DomainError {
  return new DomainError('invalid', message, 'path' in at || 'parameter' in at ? [{ ...at, message }] : []);
}

/** Calls `read`. An `invalid` error that it throws without a place gets this one. */
export function locate<Result>(at: Place, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'invalid' && error.faults.length === 0) {
      throw invalid(error.message, at);
    }
    throw error;
  }
}
