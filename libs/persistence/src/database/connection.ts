import { Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { CANCEL_MS } from '../time-budget.js';

/** A connection of the pool, with what the server wants to hear to cancel its statements. */
export type Connection = pg.PoolClient & pg.Client & { processID: number | null; secretKey: number | null };

const CANCEL_CODE = 80_877_102;

/** Closes a connection without a word to the server. */
export function close(connection: Connection): void {
  void connection.end(); // the pool drops what has ended
  connection.connection.stream.destroy();
}

/** Takes the socket from a connection, which closes it for everyone who knows it. The server does not hear of it. */
export function detach(client: Connection): Duplex {
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
 * Asks the server to cancel the statement of a connection: while PostgreSQL works or waits for a lock, it does not notice
 * that nobody wants the result any more. A pooler finds the connection to cancel by that of its client, so the latter has
 * to stay open until this is over. Returns whether the server took the request in time.
 */
export function cancelStatement({ host, port, processID, secretKey }: Connection): Promise<boolean> {
  if (processID === null || secretKey === null) return Promise.resolve(true);
  const message = Buffer.alloc(16);
  [message.length, CANCEL_CODE, processID, secretKey].forEach((part, at) => message.writeInt32BE(part, at * 4));
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.write(message); // the other side closes once it has done its part; a pooler drops a client that closes before
  return new Promise((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve(true));
    socket.setTimeout(CANCEL_MS, () => {
      resolve(false);
      socket.destroy();
    });
    socket.resume();
  });
}
