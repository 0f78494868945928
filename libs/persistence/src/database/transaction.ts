import type pg from 'pg';
import { isOnFeaturesOnly } from '@heksher/domain';
import { ADVANCE_HEAD, type RevisionHead } from '../change-log.js';
import { applyEffects } from '../effects/apply-effects.js';
import { LOCK_LEAD_MS, REQUEST_MS } from '../time-budget.js';
import { LostCommitError, isUnreachable } from '../violations.js';
import { takeRuleIds, writeAccess, type Recorded, type WriteAccess } from './access.js';
import type { Connection } from './connection.js';
import type { Deadline } from './deadline.js';
import type { Lease, Work } from './lease.js';
import type { OwnChanges } from './own-changes.js';

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
    // A large write computes for longer between two statements, and has more time for it.
    `set local idle_in_transaction_session_timeout = ${Math.max(REQUEST_MS, Math.round(remainingMs))}`,
    NO_TRANSACTION_TIMEOUT,
  ];
}

/** What a transaction came to: the result of its work, and the action that was recorded, if any. */
export interface Outcome<Result> {
  result: Result;
  action: string | undefined;
}

/** Thrown by `prepare`: the transaction is not to begin after all. */
export class NotBegun extends Error {}

/** What is written under the lock of the head. */
export interface Writing<Result> {
  /** Called right before the transaction begins. Answers how many ids for new rules it needs. May throw `NotBegun`. */
  prepare?: () => number;
  work: (access: WriteAccess) => Promise<Result>;
}

/**
 * Does work in one transaction under the lock of the head, then writes and logs what the work has recorded. Work that
 * records nothing is rolled back. Throws what `pg` throws.
 */
export async function transact<Result>(
  lease: Lease,
  { prepare, work }: Writing<Result>,
  ownChanges: OwnChanges,
): Promise<Outcome<Result>> {
  const { session, connection, until } = lease;
  const newRules = prepare?.() ?? 0;
  let recorded: Recorded | undefined;
  try {
    const { head, ruleIds } = await beginWrite(connection, until, newRules);
    const result = await work(writeAccess(session, { head, ruleIds, record: (what) => (recorded = what) }));
    if (recorded) {
      const { change, effects, patches } = recorded;
      await applyEffects(session, head, recorded);
      const features = isOnFeaturesOnly(effects) ? effects.features : undefined;
      ownChanges.add(head, { action: change.action, settings: change.settings, patches, features });
      await commit(lease).finally(() => ownChanges.noteCommit(head, performance.now()));
    } else {
      await connection.query('rollback');
    }
    return { result, action: recorded?.change.action };
  } catch (error) {
    await rollBack(lease, error);
    throw error;
  }
}

/** Reads in a transaction with its own bounds, which costs two more round trips. */
export const readApart = <Result>(lease: Lease, work: Work<Result>) => apart(lease, 'read committed read only', work);

/** As `readApart`, but all statements see the state that the first one sees. */
export const readSnapshot = <Result>(lease: Lease, work: Work<Result>) =>
  apart(lease, 'repeatable read read only', work);

/** Writes what is not part of any revision, without the lock of the head. Throws what `pg` throws. */
export const writeApart = <Result>(lease: Lease, work: Work<Result>) => apart(lease, 'read committed read write', work);

async function apart<Result>(lease: Lease, mode: string, work: Work<Result>): Promise<Result> {
  const { connection, until } = lease;
  try {
    await connection.query([`begin isolation level ${mode}`, ...ownBounds(until)].join('; '));
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
    const { head } = await beginWrite(lease.connection, lease.until, 0);
    await work(head);
    await lease.connection.query('rollback');
  } catch (error) {
    await rollBack(lease, error);
    throw error;
  }
}

/** The service gives new rules their keys itself, so the triggers need not compute them. */
const KEYS_GIVEN = "set local heksher.conditions_keys = 'given'";

/**
 * Begins a transaction under the lock of the head, in one round trip. The isolation level is part of the design: a writer
 * that has waited for the lock reads what the writers before it have committed.
 */
async function beginWrite(
  connection: Connection,
  until: Deadline,
  newRules: number,
): Promise<{ head: RevisionHead; ruleIds: number[] }> {
  const begin = ['begin isolation level read committed', ...ownBounds(until), KEYS_GIVEN, ADVANCE_HEAD];
  const statements = newRules > 0 ? [...begin, takeRuleIds(newRules)] : begin;
  // Several statements in one text have one result each, which the types of `pg` do not know.
  const results = (await connection.query(statements.join('; '))) as unknown as pg.QueryResult[];
  const head = results[begin.length - 1]?.rows[0] as RevisionHead | undefined;
  if (!head) throw new Error('the database answered no revision head');
  const ruleIds = newRules > 0 ? (results.at(-1)?.rows as { id: number }[]).map(({ id }) => id) : [];
  return { head, ruleIds };
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
