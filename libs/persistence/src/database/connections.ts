import type pg from 'pg';
import { RENEWAL_PAUSE_MS } from '../time-budget.js';
import { cancelStatement, close, detach, type Connection } from './connection.js';

const LOST = 'closed together with a connection that was lost';
const BEHIND = 'closed since it may lead to a server that is behind';

/** Knows the connections of a pool, and closes those that are of no more use. */
export class Connections {
  private readonly idleSince = new Map<pg.PoolClient, number>();
  private readonly busySince = new Map<pg.PoolClient, number>();
  private readonly open = new Set<pg.PoolClient>();
  private readonly madeAt = new WeakMap<pg.PoolClient, number>();
  private readonly committing = new WeakSet<pg.PoolClient>();
  private renewedAt = -Infinity;
  private renewalCount = 0;
  private cancelling: Promise<void> = Promise.resolve();
  /** When the server last did not take a request to cancel a statement. */
  private untakenAt = -Infinity;
  private reconnected = (): void => undefined;
  private onRemoved = () => undefined as void;

  /** `answeredAt` tells when the server last answered, by the clock of `performance`. */
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

  /** How often `renew` has replaced all connections. */
  get renewals(): number {
    return this.renewalCount;
  }

  /**
   * Resolves when no connection is open, or when the time is over. A pool that ends does not wait for that: a server that
   * stops next would break connections that are about to close.
   */
  async whenAllClosed(milliseconds: number): Promise<void> {
    const isOpen = () => this.idleSince.size + this.busySince.size > 0;
    if (!isOpen()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
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

  /** Closes all connections, the busy ones when they come back. Does nothing if it last did so less than a second ago. */
  renew(): void {
    const now = performance.now();
    if (now < this.renewedAt + RENEWAL_PAUSE_MS) return;
    this.renewedAt = now;
    this.renewalCount++;
    this.reconnected();
    this.closeIdle(now, BEHIND);
  }

  /** Marks a connection whose statement is the last one of a transaction. */
  setCommitting(connection: Connection): void {
    this.committing.add(connection);
  }

  unsetCommitting(connection: Connection): void {
    this.committing.delete(connection);
  }

  /** Closes a connection and fails what waits for it. The server is asked to cancel its statement. */
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

  /** Cuts the connections that have been busy for so long and are not committing, and closes the idle ones. */
  cutHanging(busyForMs: number): void {
    const now = performance.now();
    for (const [client, since] of [...this.busySince]) {
      if (now - since >= busyForMs && !this.committing.has(client)) this.cut(client as Connection);
    }
    this.closeIdle(now, LOST);
  }

  private isOutdated(client: pg.PoolClient): boolean {
    return (this.madeAt.get(client) ?? 0) < this.renewedAt;
  }

  /**
   * Cancels one statement after the other, and none while a server hangs: a pooler may keep one of its few connections to
   * the server for each request that is not taken.
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
