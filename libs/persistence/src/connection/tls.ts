import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { ConnectionOptions, SecureContext, SecureContextOptions, SecureVersion } from 'node:tls';
import { SSL_MODES, type SslMode } from './connection-parameters.js';

/** How a connection is encrypted: not at all, by TLS, or by TLS if the server offers it. */
export type Encryption = 'none' | 'tls' | 'offered';

/** How connections are encrypted, according to a connection string. */
export interface TlsPlan {
  /** In the order in which they are tried. */
  encryptions: readonly Encryption[];
  options: ConnectionOptions;
  /** Whether the TLS handshake comes first. Otherwise PostgreSQL's own request for TLS does. */
  isDirect: boolean;
}

const ENCRYPTIONS: Record<SslMode, readonly Encryption[]> = {
  disable: ['none'],
  allow: ['none', 'tls'],
  prefer: ['offered', 'none'],
  require: ['tls'],
  'verify-ca': ['tls'],
  'verify-full': ['tls'],
};

/** Stands in `sslrootcert` for the certificates that Node.js trusts. */
const SYSTEM = 'system';

/** Reads libpq's parameters about TLS, and the files that they name. Throws an error that says what is wrong. */
export function planTls(parameters: ReadonlyMap<string, string>): TlsPlan {
  const mode = sslMode(parameters);
  const isDirect = parameters.get('sslnegotiation') === 'direct';
  if (isDirect && ENCRYPTIONS[mode][0] !== 'tls') {
    throw new Error('its sslnegotiation=direct needs sslmode=require, verify-ca or verify-full');
  }
  if (mode === 'disable') return { encryptions: ENCRYPTIONS.disable, options: {}, isDirect };
  const { ca, ...checks } = trust(mode, parameters.get('sslrootcert') || undefined);
  const secureContext = contextOf({ ca, ...identity(parameters), ...versions(parameters) });
  return { encryptions: ENCRYPTIONS[mode], options: { secureContext, ...checks }, isDirect };
}

/** The context that all connections share. Throws if certificates or keys cannot be used. */
function contextOf(options: SecureContextOptions): SecureContext {
  try {
    if (options.ca !== undefined) new X509Certificate(String(options.ca));
  } catch {
    throw new Error('the file of its sslrootcert has no certificate in PEM format');
  }
  try {
    return createSecureContext(options);
  } catch {
    throw new Error('its sslcert, sslkey and sslpassword do not go together, or are not in PEM format');
  }
}

function versions(parameters: ReadonlyMap<string, string>): SecureContextOptions {
  const minimum = parameters.get('ssl_min_protocol_version') as SecureVersion | undefined;
  const maximum = parameters.get('ssl_max_protocol_version') as SecureVersion | undefined;
  return { ...(minimum ? { minVersion: minimum } : {}), ...(maximum ? { maxVersion: maximum } : {}) };
}

function sslMode(parameters: ReadonlyMap<string, string>): SslMode {
  const root = parameters.get('sslrootcert');
  const written = SSL_MODES.find((mode) => mode === parameters.get('sslmode'));
  if (root === SYSTEM && written !== undefined && written !== 'verify-full') {
    throw new Error('its sslrootcert=system needs sslmode=verify-full');
  }
  return written ?? (root === SYSTEM ? 'verify-full' : parameters.get('ssl') ? 'require' : 'prefer');
}

/** The certificates of servers that are accepted. */
function trust(mode: SslMode, root: string | undefined): ConnectionOptions & { ca?: string } {
  if (root === SYSTEM) return {};
  const ca = root === undefined ? readDefault('root.crt') : readNamed('sslrootcert', root);
  const isVerified = mode === 'verify-ca' || mode === 'verify-full';
  if (isVerified && ca === undefined) {
    throw new Error(
      `its sslmode=${mode} needs a root certificate: name its file with sslrootcert, or say sslrootcert=system for the certificates that are trusted in general`,
    );
  }
  if (ca === undefined || mode === 'allow' || mode === 'prefer') return { rejectUnauthorized: false };
  return mode === 'verify-full' ? { ca } : { ca, checkServerIdentity: () => undefined };
}

/** The certificate that the service shows to the server. */
function identity(parameters: ReadonlyMap<string, string>): SecureContextOptions {
  const [certificate, key] = [parameters.get('sslcert'), parameters.get('sslkey')];
  const cert = certificate ? readNamed('sslcert', certificate) : readDefault('postgresql.crt');
  if (cert === undefined) return {};
  const privateKey = key ? readNamed('sslkey', key) : readDefault('postgresql.key');
  if (privateKey === undefined)
    throw new Error('its sslcert needs the key of the certificate: name its file with sslkey');
  const passphrase = parameters.get('sslpassword');
  return { cert, key: privateKey, ...(passphrase ? { passphrase } : {}) };
}

function readNamed(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new Error(`the file ${path} of its ${parameter} cannot be read: ${code}`);
  }
}

/** The content of libpq's default file; undefined if there is none. */
function readDefault(name: string): string | undefined {
  const home = findHome();
  if (home === undefined) return undefined;
  const path = join(home, '.postgresql', name);
  return existsSync(path) ? readNamed(name, path) : undefined;
}

/** The home of the user; undefined if the system does not know the user, as in a container of OpenShift. */
function findHome(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
