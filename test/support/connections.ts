import pg from 'pg';
import { until } from './until.js';

/** Locks the head, so no writer can begin. */
export const HEAD = 'select from revision_head for update';

/** A lock that a test takes on purpose, in a transaction of another program. */
export interface Lock {
  /** Resolves once another session waits for the lock. */
  isAwaited(): Promise<void>;
  /** Rolls the transaction back. May be called twice. */
  release(): Promise<void>;
}

/** Runs locking statements in a transaction that stays open. */
export async function lock(url: string, statements: string): Promise<Lock> {
  const client = await connect(url);
  await client.query(`begin; ${statements}`);
  const waiting = 'select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))';
  let released: Promise<void> | undefined;
  return {
    isAwaited: () => until(async () => (await client.query(waiting)).rowCount !== 0, 'somebody to wait for the lock'),
    release: () => (released ??= client.end()),
  };
}

/** A connection of another program, for its own transactions. */
export async function connect(url: string, role?: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => undefined); // dropping the database ends the connection
  await client.connect();
  if (role !== undefined) await client.query(`set role ${role}`);
  return client;
}

/** Whether a server takes a connection. */
export const isReachable = (url: string): Promise<boolean> =>
  connect(url).then(
    (client) => client.end().then(() => true),
    () => false, // no end(), which waits for ever on an ended connection
  );
