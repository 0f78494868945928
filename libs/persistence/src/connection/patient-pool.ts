import pg from 'pg';

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

export interface PatientPoolOptions extends pg.PoolConfig {
  /** The longest that a connection is used. The connections of a pool end at different ages. */
  maxAgeSeconds?: number;
  /** Called for each connection that the server refuses while others of the pool work. */
  onRefused?: (error: Error) => void;
}

/** After a refusal, how long the pool keeps to the number of connections that work. */
const REFUSED_MS = 1000;

/** Connections end at an age between this share of `maxAgeSeconds` and all of it. */
const LEAST_AGE = 0.75;

/** PostgreSQL's class: operator intervention. A server that stops closes the working connections as well. */
const SHUTDOWN = '57';

/**
 * A pool that shares its working connections among its callers if the server refuses another one, as it does once all of its
 * connections are taken. It closes old connections, but never while they are in use.
 */
export class PatientPool extends pg.Pool {
  /** The most connections that may be open. */
  readonly size: number;
  private readonly working = new Set<pg.PoolClient>();
  private refusedUntil = -Infinity;

  constructor(private readonly patience: PatientPoolOptions) {
    super(patience);
    this.size = this.options.max;
    this.on('connect', (client) => this.working.add(client));
    this.on('remove', (client) => this.working.delete(client));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (callback) this.connectBefore(this.patienceEnd(), callback);
    else {
      return new Promise((resolve, reject) => {
        this.connectBefore(this.patienceEnd(), (error, client) => (client ? resolve(client) : reject(error)));
      });
    }
    return undefined;
  }

  private patienceEnd(): number {
    return performance.now() + (this.patience.connectionTimeoutMillis || Infinity);
  }

  private connectBefore(end: number, callback: ConnectCallback): void {
    const { maxAgeSeconds = 0 } = this.patience;
    if (performance.now() >= this.refusedUntil) this.options.max = this.size;
    this.options.maxLifetimeSeconds = maxAgeSeconds * (LEAST_AGE + Math.random() * (1 - LEAST_AGE));
    super.connect((error, client, release) => {
      const mayWait = error && isRefusal(error) && this.working.size > 0 && performance.now() < end;
      if (!mayWait) return callback(error, client, release);
      this.refusedUntil = performance.now() + REFUSED_MS;
      this.options.max = this.working.size;
      this.patience.onRefused?.(error);
      this.connectBefore(end, callback); // waits for one that works
    });
  }
}

/** Whether the server refused a connection for a reason that may not concern the working ones. */
function isRefusal(error: Error): boolean {
  return error instanceof pg.DatabaseError && !error.code?.startsWith(SHUTDOWN);
}
