import { Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { CANCEL_MS, RENEWAL_PAUSE_MS } from '../time-budget.js';

/** A connection of the pool, with what the server has told to cancel its statements by. */
export type Connection = pg.PoolClient & pg.Client & { processID: number | null; secretKey: number | null };

const CANCEL_CODE = 80_877_102;

const LOST = 'closed together with a connection that was lost';

/** Knows the connections of a pool, and closes those that are of no more use. */
export class Connections {
  private readonly idleSince = new Map<pg.PoolClient, number>();
  private readonly busySince = new Map<pg.PoolClient, number>();
  private readonly open = new Set<pg.PoolClient>();
  private readonly madeAt = new WeakMap<pg.PoolClient, number>();
  private renewedAt = -Infinity;
  private readonly committing = new WeakSet<pg.PoolClient>();
  private cancelling: Promise<void> = Promise.resolve();
  private untakenAt = -Infinity;
  private reconnected = (): void => undefined;
  private onRemoved = () => undefined as void;

  /** Of a pool, whose server has last answered at a time by the clock of `performance`. */
  constructor(
    pool: pg.Pool,
    private readonly answeredAt: () => number,
  ) {
    pool.on('acquire', (client) => {
      this.idleSince.delete(client);
      this.busySince.set(client, performance.now());
    });
    pool.on('release', (error, client) => {
      this.busySince.delete(client);
      if (error as Error | undefined) return;
      if (this.isOutdated(client)) close(client as Connection);
      else this.idleSince.set(client, performance.now());
    });
    pool.on('connect', (client) => {
      if (this.open.size === 0) this.reconnected();
      this.open.add(client);
      this.madeAt.set(client, performance.now());
    });
    pool.on('remove', (client) => {
      this.open.delete(client);
      this.idleSince.delete(client);
      this.busySince.delete(client);
      this.onRemoved();
    });
  }

  /**
   * Resolves when no connection is open, or when patience is over. A pool that ends does not wait for that: a server that
   * stops next would break connections that are about to close.
   */
  async whenAllClosed(patienceMs: number): Promise<void> {
    const isOpen = () => this.idleSince.size + this.busySince.size > 0;
    if (!isOpen()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.onRemoved = () => {
        if (isOpen()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Calls back before a connection is used that was made while there was no other: it may lead to another database. */
  onReconnect(callback: () => void): void {
    this.reconnected = callback;
  }

  /**
   * Closes all connections that were made before: whoever asks for one from now on gets a new one. Those that are in use
   * are closed when they come back. Answers whether it did so, which is at most once a second.
   */
  renew(): boolean {
    const now = performance.now();
    if (now < this.renewedAt + RENEWAL_PAUSE_MS) return false;
    this.renewedAt = now;
    this.reconnected();
    this.closeIdle(now, 'closed since it may lead to a server that is behind');
    return true;
  }

  private isOutdated(client: pg.PoolClient): boolean {
    return (this.madeAt.get(client) ?? 0) < this.renewedAt;
  }

  /** Says that a connection's statement is the last one of a transaction, or that it no longer is. */
  setCommitting(connection: Connection): void {
    this.committing.add(connection);
  }

  unsetCommitting(connection: Connection): void {
    this.committing.delete(connection);
  }

  /** Closes a connection and fails what waits for it. The server is asked to stop what it does for it. */
  cut(connection: Connection): void {
    // A commit that waits for a standby would be done without it if it were cancelled.
    if (this.committing.has(connection)) return close(connection);
    const socket = detach(connection);
    this.cancelling = this.cancelling.then(() => this.cancel(connection)).finally(() => socket.destroy());
  }

  /** Closes a connection that was lost, and those that nobody has used since: they are likely to be lost as well. */
  abandon(connection: Connection): void {
    this.closeIdle(this.busySince.get(connection) ?? performance.now(), LOST);
    close(connection);
  }

  /** Cuts what hangs: everything that has been in use for so long and is not committing, and what nobody uses. */
  cutHanging(busyForMs: number): void {
    const now = performance.now();
    for (const [client, since] of [...this.busySince]) {
      if (now - since >= busyForMs && !this.committing.has(client)) this.cut(client as Connection);
    }
    this.closeIdle(now, LOST);
  }

  /**
   * Cancels one statement after the other, and none any more once a server hangs, until it has answered something: a
   * pooler may keep one of its few connections to the server for each request that is not taken.
   */
  private async cancel(connection: Connection): Promise<void> {
    if (this.untakenAt > this.answeredAt()) return;
    if (!(await cancelStatement(connection))) this.untakenAt = performance.now();
  }

  private closeIdle(before: number, why: string): void {
    for (const [client, since] of [...this.idleSince]) {
      if (since > before) continue;
      // The pool listens for this, and drops the connection at once: nobody gets it any more.
      client.emit('error', new Error(why));
      close(client as Connection);
    }
  }
}

function close(connection: Connection): void {
  void connection.end(); // the pool drops what has ended
  connection.connection.stream.destroy();
}

/** Takes the socket from a connection, which is closed by that for all who know it. The server does not hear of it. */
function detach(client: Connection): Duplex {
  const { connection } = client;
  const { stream } = connection;
  stream.removeAllListeners('data').removeAllListeners('error');
  stream.on('error', () => undefined).resume();
  Object.assign(connection, { stream: new Socket().destroy() });
  void client.end();
  connection.emit('end');
  return stream;
}

/**
 * PostgreSQL does not notice while it works or waits for a lock that nobody wants the result any more. A pooler finds the
 * connection to be cancelled by that of its client, so that has to stay open until this is over. Answers whether it was
 * not left waiting.
 */
function cancelStatement({ host, port, processID, secretKey }: Connection): Promise<boolean> {
  if (processID === null || secretKey === null) return Promise.resolve(true);
  const message = Buffer.alloc(16);
  [message.length, CANCEL_CODE, processID, secretKey].forEach((part, at) => message.writeInt32BE(part, at * 4));
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.write(message); // the other side closes once it has done its part; a pooler drops who closes before
  return new Promise((over) => {
    socket.on('error', () => undefined).on('close', () => over(true));
    socket.setTimeout(CANCEL_MS, () => {
      over(false);
      socket.destroy();
    });
    socket.resume();
  });
}
