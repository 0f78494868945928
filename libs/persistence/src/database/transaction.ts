import type pg from 'pg';
import { ADVANCE_HEAD, appendChange, type Change, type RevisionHead } from '../change-log.js';
import { LOCK_LEAD_MS, REQUEST_MS } from '../time-budget.js';
import { LostCommitError, isUnreachable } from '../violations.js';
import { writeAccess, type WriteAccess } from './access.js';
import type { Connection } from './connection.js';
import type { Deadline } from './deadline.js';
import type { Lease, Work } from './lease.js';

/** Lifts `transaction_timeout`, which servers before PostgreSQL 17 do not know. */
const NO_TRANSACTION_TIMEOUT = `
  select case
    when current_setting('transaction_timeout', true) is not null then set_config('transaction_timeout', '0', true)
  end`;

/** Begins a transaction that may write, take its time and wait, whatever the bounds of the session are. */
export const BEGIN_MIGRATION = [
  'begin isolation level read committed read write',
  'set local statement_timeout = 0',
  'set local lock_timeout = 0',
  'set local idle_in_transaction_session_timeout = 0',
  NO_TRANSACTION_TIMEOUT,
].join('; ');

/**
 * The bounds of one transaction, in place of those that the role, the database or the connection string sets. The server
 * ends a transaction that waits for a lock, and one whose service has fallen silent. It never ends a statement: the service
 * cancels those itself, except for a commit that waits for a standby, which PostgreSQL would then call done.
 */
function ownBounds({ remainingMs }: Deadline): string[] {
  return [
    'set local statement_timeout = 0',
    `set local lock_timeout = ${Math.max(1, Math.round(remainingMs - LOCK_LEAD_MS))}`,
    `set local idle_in_transaction_session_timeout = ${REQUEST_MS}`,
    NO_TRANSACTION_TIMEOUT,
  ];
}

/** What a transaction came to: the result of its work, and the action that was recorded, if any. */
export interface Outcome<Result> {
  result: Result;
  action: string | undefined;
}

/**
 * Does work in one transaction under the lock of the head, and logs what the work records. Work that records nothing is
 * rolled back. Throws what `pg` throws.
 */
export async function transact<Result>(
  lease: Lease,
  actor: string | undefined,
  work: (access: WriteAccess) => Promise<Result>,
): Promise<Outcome<Result>> {
  const { session, connection, until } = lease;
  let change: Change | undefined;
  try {
    const head = await beginWrite(connection, until);
    const result = await work(writeAccess(session, (recorded) => (change = recorded)));
    if (change) {
      await appendChange(session, head, { actor, change });
      await commit(lease);
    } else {
      await connection.query('rollback');
    }
    return { result, action: change?.action };
  } catch (error) {
    await rollBack(lease, error);
    throw error;
  }
}

/** Reads in a transaction with its own bounds, which costs two more round trips. */
export async function readApart<Result>(lease: Lease, work: Work<Result>): Promise<Result> {
  const { connection, until } = lease;
  try {
    await connection.query(['begin isolation level read committed read only', ...ownBounds(until)].join('; '));
    const result = await work(lease);
    await connection.query('commit');
    return result;
  } catch (error) {
    await rollBack(lease, error);
    throw error;
  }
}

/** Runs a transaction under the lock of the head, and rolls it back. Throws what `pg` throws. */
export async function rehearse(lease: Lease, work: (head: RevisionHead) => Promise<void>): Promise<void> {
  try {
    await work(await beginWrite(lease.connection, lease.until));
    await lease.connection.query('rollback');
  } catch (error) {
    await rollBack(lease, error);
    throw error;
  }
}

/**
 * Begins a transaction under the lock of the head, in one round trip. The isolation level is part of the design: a writer
 * that has waited for the lock reads what the writers before it have committed.
 */
async function beginWrite(connection: Connection, until: Deadline): Promise<RevisionHead> {
  const statements = ['begin isolation level read committed', ...ownBounds(until), ADVANCE_HEAD];
  // Several statements in one text have one result each, which the types of `pg` do not know.
  const results = (await connection.query(statements.join('; '))) as unknown as pg.QueryResult<RevisionHead>[];
  const head = results.at(-1)?.rows[0];
  if (!head) throw new Error('the database answered no revision head');
  return head;
}

async function commit({ connection, connections }: Lease): Promise<void> {
  connections.setCommitting(connection);
  try {
    await connection.query('commit');
  } catch (error) {
    throw isUnreachable(error) ? new LostCommitError(error) : error;
  } finally {
    connections.unsetCommitting(connection);
  }
}

/** Ends a transaction after an error. If the connection is lost or hangs, PostgreSQL ends the transaction itself. */
async function rollBack({ connection, connections }: Lease, error: unknown): Promise<void> {
  if (!isUnreachable(error)) await connection.query('rollback').catch(() => connections.abandon(connection));
}
