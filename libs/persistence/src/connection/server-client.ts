import { TLSSocket } from 'node:tls';
import pg from 'pg';
import type { ServerChoice } from './connection-string.js';
import type { Host } from './connection-uri.js';
import { NoServerError, listTries, mayBePassedOver, whyUnfit, type Session, type Try } from './server-choice.js';
import { discard, openConnection } from './server-connection.js';
import type { Encryption } from './tls.js';

type ConnectCallback = (error: Error | null, client?: pg.Client) => void;

interface ServerClientConfig extends pg.ClientConfig {
  servers: ServerChoice;
}

/** PostgreSQL refuses a connection that is not encrypted as it wants: no entry of pg_hba.conf fits. A pooler: likewise. */
const REFUSED_ENCRYPTION = ['28000', '08P01'];

const SESSION = `select pg_catalog.pg_is_in_recovery() as "isStandby",
  pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool as "isReadOnly"`;

/**
 * A client that connects as libpq does: it tries the hosts of its connection string in order, each with TLS and without it
 * as `sslmode` says, and takes the first whose session fits `target_session_attrs`. `host` and `port` are then those of
 * the server that it is connected to.
 */
export class ServerClient extends pg.Client {
  private readonly servers: ServerChoice;
  private readonly patienceMs: number;

  constructor(private readonly config: ServerClientConfig) {
    super(config);
    // A connection may break while it is chosen, or when neither the pool nor TypeORM listens to it. An error without a
    // listener would end the process. The next use of the connection fails all the same.
    this.on('error', () => undefined);
    this.servers = config.servers;
    this.patienceMs = config.connectionTimeoutMillis ?? Infinity;
    Object.assign(this, { _connectionTimeoutMillis: 0 }); // for one connection; here one time is for all tries
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.Client> | undefined {
    const connecting = this.connectToFirst();
    if (!callback) return connecting;
    connecting.then(
      () => callback(null, this),
      (error: Error) => callback(error),
    );
    return undefined;
  }

  private async connectToFirst(): Promise<this> {
    const end = performance.now() + this.patienceMs;
    const tries = listTries(this.servers, { name: this.host, port: this.port, address: undefined });
    const failures: [tried: Try, error: Error][] = [];
    for (const [at, tried] of tries.entries()) {
      const leftMs = end - performance.now();
      if (failures.length > 0 && leftMs <= 0) break;
      const error = await this.tryHost(tried, leftMs / (tries.length - at));
      if (!error) return this;
      failures.push([tried, error]);
      if (!mayBePassedOver(error)) throw error;
    }
    const [first, ...others] = failures;
    throw first && others.length === 0 ? first[1] : new NoServerError(failures);
  }

  /** Connects to a host within a time. Returns the fault of the host; undefined if it is connected. */
  private async tryHost({ host, target }: Try, patienceMs: number): Promise<Error | undefined> {
    const { silentHosts } = this.servers;
    let isSilent = false;
    const giveUp = () => {
      isSilent = true;
      this.connection.stream.destroy();
    };
    const timer = Number.isFinite(patienceMs) ? setTimeout(giveUp, patienceMs) : undefined;
    try {
      await this.connectTo(host, () => isSilent);
      silentHosts.remove(host);
      const why = target === 'any' ? undefined : whyUnfit(await this.describeSession(), target);
      if (why === undefined) return undefined;
      discard(this.connection);
      return new NoServerError(why);
    } catch (error) {
      if (!isSilent) return error as Error;
      silentHosts.add(host);
      return new NoServerError('it does not answer');
    } finally {
      clearTimeout(timer);
    }
  }

  private async connectTo(host: Host, isOver: () => boolean): Promise<void> {
    const { encryptions } = this.servers.tls;
    const isSocket = (host.address ?? host.name ?? this.host).startsWith('/'); // never encrypted
    const [first = 'none', second] = isSocket ? [] : encryptions;
    try {
      await this.open(host, first);
    } catch (error) {
      if (!second || isOver() || !this.mayBeOtherwise(error)) throw error;
      await this.open(host, second);
    }
  }

  /** Whether a connection that failed may succeed with the other encryption: TLS instead of none, or none instead of TLS. */
  private mayBeOtherwise(error: unknown): boolean {
    if (error instanceof pg.DatabaseError) return REFUSED_ENCRYPTION.includes(error.code ?? '');
    return this.connection.stream instanceof TLSSocket;
  }

  private async open(host: Host, encryption: Encryption): Promise<void> {
    discard(this.connection);
    const connection = openConnection({ config: this.config, servers: this.servers, host, encryption });
    Object.assign(this, {
      connection,
      host: host.address ?? host.name ?? this.host,
      port: host.port ?? this.port,
      ssl: encryption !== 'none',
      sslNegotiation: this.servers.tls.isDirect ? 'direct' : 'postgres',
      ...FRESH,
    });
    await super.connect();
  }

  private async describeSession(): Promise<Session> {
    const { rows } = await super.query<Session>(SESSION);
    if (!rows[0]) throw new Error('the server did not describe the session');
    return rows[0];
  }
}

/** The state of a client of `pg` that has not connected yet. */
const FRESH = {
  _connecting: false,
  _connected: false,
  _connectionError: false,
  _ended: false,
  _queryable: true,
  _activeQuery: null,
  readyForQuery: false,
  hasExecuted: false,
  saslSession: null,
  processID: null,
  secretKey: null,
};
