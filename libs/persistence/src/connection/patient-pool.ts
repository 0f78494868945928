import pg from 'pg';

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

export interface PatientPoolOptions extends pg.PoolConfig {
  /** The longest that a connection is used. Those of a pool do not end all at once. */
  maxAgeSeconds?: number;
  /** Told of each connection that the server refused while others of the pool worked. */
  onRefused?: (error: Error) => void;
}

/** How long no more connections are opened than work, after the server has refused one. */
const REFUSED_MS = 1000;

/** Connections end at an age between this share of the greatest and all of it. */
const LEAST_AGE = 0.75;

/** PostgreSQL's class: operator intervention. A server that starts or stops closes the connections that still work. */
const SHUTDOWN = '57';

/**
 * A pool whose callers wait for the connections that work if the server refuses more of them, as it does when all of its
 * connections are taken. It closes connections that are old, never while they are in use.
 */
export class PatientPool extends pg.Pool {
  /** The most connections that may be open if the server allows it. */
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

/** Whether the server has refused a connection for a reason that may not concern those that work. */
function isRefusal(error: Error): boolean {
  return error instanceof pg.DatabaseError && !error.code?.startsWith(SHUTDOWN);
}
