import { LostCommitError, isUnreachable, postgresErrorCode } from '../violations.js';

/** Why work on the database failed, as far as it decides whether the work is tried again. */
export type Failure =
  | 'connection-lost'
  | 'commit-lost'
  | 'conflicting-writes'
  | 'session-bound'
  | 'session-ended'
  | 'name-refused'
  | 'schema'
  | 'other';

/** A check asks for the condition of the database, so it must not hide what is wrong with the session. */
export type Door = 'read' | 'write' | 'check';

export interface RetryRule extends Record<Door, number> {
  /** Whether a setting of the session may be the cause. A read is then tried again in a transaction with its own bounds. */
  isOfSession: boolean;
}

/** The most tries of one piece of work, whatever its failures. */
export const MOST_TRIES = 4;

/** How often work is tried again after each kind of failure. */
export const RETRY_RULES: Readonly<Record<Failure, RetryRule>> = {
  /** The connection broke or could not be made. PostgreSQL rolls back what was not committed. */
  'connection-lost': { read: 1, write: 1, check: 1, isOfSession: false },
  /** The change may have been made: a second try could make it twice. */
  'commit-lost': { read: 0, write: 0, check: 0, isOfSession: false },
  /** A deadlock or a serialization failure, which only another program can cause. The transaction was rolled back. */
  'conflicting-writes': { read: 2, write: 3, check: 0, isOfSession: true },
  /** A `statement_timeout` or `lock_timeout`. A write has its own bounds, so it would only wait once more. */
  'session-bound': { read: 2, write: 0, check: 0, isOfSession: true },
  /** A `transaction_timeout`, which ends the connection, too. */
  'session-ended': { read: 2, write: 1, check: 1, isOfSession: true },
  /** A pooler changed the connection of the server. Statements have no names from then on. */
  'name-refused': { read: 2, write: 3, check: 0, isOfSession: false },
  /** Something is missing, or a right to it. The schema is checked, and the check explains the failure. */
  schema: { read: 0, write: 0, check: 0, isOfSession: false },
  other: { read: 0, write: 0, check: 0, isOfSession: false },
};

/** PostgreSQL's codes. */
const BY_CODE: Readonly<Record<string, Failure>> = {
  '40P01': 'conflicting-writes',
  '40001': 'conflicting-writes',
  '57014': 'session-bound',
  '55P03': 'session-bound',
  '25P04': 'session-ended',
  // There is no statement of that name, there is one already, its result has another type by now.
  '26000': 'name-refused',
  '42P05': 'name-refused',
  '0A000': 'name-refused',
};

/** PostgreSQL's classes: syntax error or access rule violation, invalid schema name. */
const SCHEMA_CLASSES = ['42', '3F'];

/** The kind of failure that an error is. */
export function failureOf(error: unknown): Failure {
  if (error instanceof LostCommitError) return 'commit-lost';
  const code = postgresErrorCode(error) ?? '';
  const known = BY_CODE[code];
  if (known) return known;
  if (SCHEMA_CLASSES.includes(code.slice(0, 2))) return 'schema';
  return isUnreachable(error) ? 'connection-lost' : 'other';
}

/** Whether a transaction was rolled back because of another program's write, and may be run again as it is. */
export function mayTryAgain(error: unknown): boolean {
  return failureOf(error) === 'conflicting-writes';
}

/** Counts the tries of one piece of work. */
export class Tries {
  private readonly failures: Failure[] = [];

  constructor(private readonly door: Door) {}

  /** Whether the next try is to be independent of the settings of the session. */
  get isApart(): boolean {
    return this.failures.some((failure) => RETRY_RULES[failure].isOfSession);
  }

  /**
   * Takes note of a failure. Returns whether the work is tried again. Once its time `isOver` it is not, unless a name was
   * refused: that says nothing that a client could use.
   */
  goOnAfter(error: unknown, isOver: boolean): boolean {
    const failure = failureOf(error);
    this.failures.push(failure);
    const count = this.failures.filter((one) => one === failure).length;
    if (count > RETRY_RULES[failure][this.door] || this.failures.length === MOST_TRIES) return false;
    return !isOver || failure === 'name-refused';
  }
}
