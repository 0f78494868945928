import { positiveNumber, type TargetSession } from './connection-parameters.js';
import { parseConnectionUri, type Host } from './connection-uri.js';
import { SilentHosts } from './silent-hosts.js';
import { planTls, type TlsPlan } from './tls.js';

/** The location of the database: a PostgreSQL server, or an embedded one with its files in a directory. */
export type DatabaseAddress = { kind: 'server'; connectionString: string } | { kind: 'embedded'; directory: string };

const EMBEDDED = 'embedded:';
const SCHEMES = ['postgresql:', 'postgres:'];

/**
 * Parses a connection string, and reads the certificates that it names. Throws an error that says what is wrong and never
 * repeats the text, which may contain a password.
 */
export function parseDatabaseAddress(text: string): DatabaseAddress {
  if (text.startsWith(EMBEDDED)) {
    const directory = text.slice(EMBEDDED.length);
    if (directory === '') throw new Error('"embedded:" must be followed by a directory');
    return { kind: 'embedded', directory };
  }
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0];
  if (!scheme) throw new Error('it must be a URL such as postgresql://user:password@host:5432/database');
  if (/^postgres(ql)?\+/.test(scheme)) {
    throw new Error(`the driver suffix in "${scheme}//" is not supported: write "postgresql://"`);
  }
  if (!SCHEMES.includes(scheme)) throw new Error(`the scheme "${scheme}" is not supported: write "postgresql://"`);
  poolOptions(text);
  return { kind: 'server', connectionString: text };
}

/** Parses the connection string of a server that answers reads. Throws as `parseDatabaseAddress`. */
export function parseServerAddress(text: string): string {
  const address = parseDatabaseAddress(text);
  if (address.kind === 'embedded') throw new Error('it must name a server: an embedded database has no standby');
  return address.connectionString;
}

/** How a client finds the server that it connects to. */
export interface ServerChoice {
  hosts: readonly Host[];
  target: TargetSession;
  /** Whether the hosts are tried in a random order. */
  isRandom: boolean;
  tls: TlsPlan;
  needsChannelBinding: boolean;
  /** The hosts that did not answer lately. All clients of a pool share them. */
  silentHosts: SilentHosts;
}

/** The options of the pool and of `ServerClient`. The parameters of a connection string mean what they mean to libpq. */
export function poolOptions(connectionString: string): Record<string, unknown> & { servers: ServerChoice } {
  const { hosts, user, password, database, parameters } = parseConnectionUri(connectionString);
  const text = (name: string) => parameters.get(name) || undefined;
  const seconds = positiveNumber(text('connect_timeout'));
  const options = {
    user,
    password,
    database,
    application_name: text('application_name') ?? text('fallback_application_name'),
    options: text('options'),
    // libpq allows this time for each host.
    connectionTimeoutMillis: seconds && seconds * 1000 * Math.max(1, hosts.length),
    keepAliveInitialDelayMillis: (positiveNumber(text('keepalives_idle')) ?? 0) * 1000 || undefined,
  };
  return {
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    ssl: false, // `ServerClient` does it
    keepAlive: text('keepalives') !== '0',
    enableChannelBinding: ['prefer', 'require'].includes(text('channel_binding') ?? ''),
    servers: {
      hosts,
      target: (text('target_session_attrs') ?? 'any') as TargetSession,
      isRandom: text('load_balance_hosts') === 'random',
      tls: planTls(parameters),
      needsChannelBinding: text('channel_binding') === 'require',
      silentHosts: new SilentHosts(),
    },
  };
}
