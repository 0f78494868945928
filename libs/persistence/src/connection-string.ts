import { parse } from 'pg-connection-string';

/** Where the settings are kept: in a PostgreSQL server, or in an embedded one whose files lie in a directory. */
export type DatabaseAddress = { kind: 'server'; connectionString: string } | { kind: 'embedded'; directory: string };

const EMBEDDED = 'embedded:';
const SCHEMES = ['postgresql:', 'postgres:'];

/**
 * Reads a connection string. Throws an error that says what is wrong with it and never repeats its text, which may hold a
 * password.
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

/** What the pool is told of a connection string: its parameters mean what they mean to libpq. */
export function poolOptions(connectionString: string): Record<string, unknown> {
  let options;
  try {
    const url = new URL(connectionString);
    const sslMode = url.searchParams.get('sslmode');
    // libpq tries TLS or no TLS first and the other one next; this client cannot, and no TLS is what both allow.
    if (sslMode === 'prefer' || sslMode === 'allow') url.searchParams.set('sslmode', 'disable');
    options = parse(url.href, { useLibpqCompat: true });
  } catch {
    throw new Error('it is not a valid URL of the form postgresql://user:password@host:5432/database');
  }
  const { connect_timeout: seconds, ...rest } = options as typeof options & { connect_timeout?: string };
  const defined = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return {
    ...Object.fromEntries(defined),
    ...(Number(seconds) > 0 ? { connectionTimeoutMillis: Number(seconds) * 1000 } : {}),
  };
}
