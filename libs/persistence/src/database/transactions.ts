import type pg from 'pg';
import { ADVANCE_HEAD, type RevisionHead } from '../change-log.js';
import type { Connection } from './connections.js';
import type { Deadline } from './deadline.js';
import { LOCK_LEAD_MS, REQUEST_MS } from '../time-budget.js';

/** Lifts `transaction_timeout`, which servers before PostgreSQL 17 do not know. */
const NO_TRANSACTION_TIMEOUT = `
  select case
    when current_setting('transaction_timeout', true) is not null then set_config('transaction_timeout', '0', true)
  end`;

/**
 * The bounds of one transaction, in place of those that the role, the database or the connection string sets. The server
 * ends a transaction that waits for a lock, and one whose service it no longer hears from. It never ends a statement:
 * the service cancels those itself, except for a commit that waits for a standby, which PostgreSQL would then call done.
 */
function ownBounds({ remainingMs }: Deadline): string[] {
  return [
    'set local statement_timeout = 0',
    `set local lock_timeout = ${Math.max(1, Math.round(remainingMs - LOCK_LEAD_MS))}`,
    `set local idle_in_transaction_session_timeout = ${REQUEST_MS}`,
    NO_TRANSACTION_TIMEOUT,
  ];
}

/**
 * Begins a transaction under the lock of the head, in one round trip. The isolation level is part of the design: a writer
 * reads, after it has waited for the lock, what the writers before it have committed.
 */
export async function beginWrite(connection: Connection, until: Deadline): Promise<RevisionHead> {
  const statements = ['begin isolation level read committed', ...ownBounds(until), ADVANCE_HEAD];
  // Several statements in one text have a result each, which the types of `pg` do not know.
  const results = (await connection.query(statements.join('; '))) as unknown as pg.QueryResult<RevisionHead>[];
  const head = results.at(-1)?.rows[0];
  if (!head) throw new Error('the database answered no revision head');
  return head;
}

/** Begins a transaction that may write, take its time and wait, whatever the session's bounds are. */
export const BEGIN_MIGRATION = [
  'begin isolation level read committed read write',
  'set local statement_timeout = 0',
  'set local lock_timeout = 0',
  'set local idle_in_transaction_session_timeout = 0',
  NO_TRANSACTION_TIMEOUT,
].join('; ');

/** Begins a transaction for reads that the bounds or the isolation level of the session would end. One round trip. */
export async function beginRead(connection: Connection, until: Deadline): Promise<void> {
  await connection.query(['begin isolation level read committed read only', ...ownBounds(until)].join('; '));
}
