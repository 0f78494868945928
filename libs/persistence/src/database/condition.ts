import { randomBytes } from 'node:crypto';
import { appendChange } from '../change-log.js';
import type { Connection } from './connections.js';
import type { Deadline } from './deadline.js';
import type { Session } from './session.js';
import { beginWrite } from './transactions.js';

/** What a check of the database has found. */
export interface Condition {
  doesAnswer: boolean;
  /** Why it does not answer, or takes no writes, as a sentence without internals; undefined if it does both. */
  fault: string | undefined;
}

interface Writability {
  is_standby: boolean;
  is_read_only: boolean;
}

/** Asks whether the server would let a session write. */
const WRITABILITY = `
  select pg_is_in_recovery() as is_standby, current_setting('transaction_read_only') = 'on' as is_read_only`;

/** Why the server would let no session write, as a sentence; undefined if it would. Throws what `pg` throws. */
export async function whyReadOnly(connection: { query: Connection['query'] }): Promise<string | undefined> {
  const { rows } = await connection.query<Writability>(WRITABILITY);
  if (rows[0]?.is_standby) return 'the database takes no writes: it is a standby';
  return rows[0]?.is_read_only ? 'the database takes no writes: its transactions are read-only' : undefined;
}

/** So much that it does not fit into what tables and the write-ahead log have left of their last pages. */
const TRIAL_BYTES = 64 * 1024;

/** Writes a change and rolls it back. Throws what `pg` throws, with the transaction still open. */
export async function tryToWrite(session: Session, connection: Connection, until: Deadline): Promise<void> {
  const head = await beginWrite(connection, until);
  const after = { features: [randomBytes(TRIAL_BYTES).toString('base64')] }; // which PostgreSQL can't compress
  await appendChange(session, head, { actor: undefined, change: { action: 'external', settings: [], after } });
  await connection.query('rollback');
}
