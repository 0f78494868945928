import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import type { ServerChoice } from './connection-string.js';
import type { Host } from './connection-uri.js';
import type { Encryption } from './tls.js';

/** The options of a connection of `pg`, whose types lack some. */
type ConnectionConfig = ConstructorParameters<typeof pg.Connection>[0];

interface Opening {
  config: pg.ClientConfig;
  servers: ServerChoice;
  host: Host;
  encryption: Encryption;
}

/** A connection that its client has yet to connect. */
export function openConnection({ config, servers, host, encryption }: Opening): pg.Connection {
  const { options, isDirect } = servers.tls;
  const Connection = encryption === 'offered' ? OfferedTlsConnection : NamedConnection;
  const connection = new Connection({
    keepAlive: config.keepAlive,
    keepAliveInitialDelayMillis: config.keepAliveInitialDelayMillis,
    ssl: encryption === 'none' ? false : options,
    sslNegotiation: isDirect ? 'direct' : 'postgres',
  } as ConnectionConfig);
  connection.serverName = host.name;
  if (servers.needsChannelBinding) requireChannelBinding(connection);
  return connection;
}

/** Drops a connection that is not used any more, and notifies the server if it answers. */
export function discard(connection: pg.Connection): void {
  const stream = connection.stream as Socket;
  connection.removeAllListeners().on('error', () => undefined);
  if (stream.connecting || !stream.writable) {
    stream.destroy();
    return;
  }
  connection.end();
  stream.destroySoon();
}

/** A connection that checks the certificate for the name of the host, even if it connects to an address (`hostaddr`). */
class NamedConnection extends pg.Connection {
  serverName: string | undefined;

  upgradeToSSL(host: string, reportError: (error: Error) => void): void {
    upgrade.call(this, this.serverName ?? host, reportError);
  }
}

/** A connection that is encrypted if the server offers it, and goes on unencrypted otherwise. */
class OfferedTlsConnection extends NamedConnection {
  connect(port: number | string, host?: string): void {
    connect.call(this, port, host);
    const [onAnswer] = this.stream.listeners('data') as ((answer: Buffer) => void)[];
    if (!onAnswer) throw new Error('pg does not listen to the answer about TLS');
    this.stream.removeAllListeners('data').once('data', (answer: Buffer) => {
      if (answer.toString() !== 'N') return onAnswer(answer);
      internals.attachListeners.call(this, this.stream);
      this.emit('sslconnect'); // the client may begin
    });
  }
}

/** Methods of `pg.Connection` that its types do not know. */
interface Internals {
  connect(this: pg.Connection, port: number | string, host?: string): void;
  upgradeToSSL(this: pg.Connection, host: string, reportError: (error: Error) => void): void;
  attachListeners(this: pg.Connection, stream: pg.Connection['stream']): void;
}

const internals = pg.Connection.prototype as unknown as Internals;
const { connect, upgradeToSSL: upgrade } = internals;

const CHANNEL_BINDING = 'SCRAM-SHA-256-PLUS';

/** Fails before a password is sent if the log-in is not bound to the encrypted connection. */
function requireChannelBinding(connection: pg.Connection): void {
  let isBound = false;
  const fail = () => {
    connection.emit('error', new Error('the server does not bind the log-in to TLS (channel_binding=require)'));
    connection.stream.destroy();
  };
  connection
    .on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
      isBound = connection.stream instanceof TLSSocket && mechanisms.includes(CHANNEL_BINDING);
      if (!isBound) fail();
    })
    .on('authenticationCleartextPassword', fail)
    .on('authenticationMD5Password', fail)
    .on('authenticationOk', () => {
      if (!isBound) fail();
    });
}
