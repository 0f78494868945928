import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { interpose } from '../request-listener.js';

/** How long no request must have come, after the service began to stop, until idle connections are closed. */
const MOMENT_MS = 1000;
/** How long a connection may be idle although requests come on others. */
const LONGEST_IDLE_MS = 5000;
const SWEEP_EVERY_MS = 50;

/** How long nobody must have connected until the service stops listening. */
const NO_CONNECTION_MS = 100;
/** How long it waits for that: clients that connect for each request never pause. */
const LONGEST_SETTLING_MS = 1000;

/** A turn of the event loop that takes less has found nothing to do. */
const QUIET_TURN_MS = 0.1;
const MOST_TURNS = 1000;

interface Connection {
  /** How many requests are not answered yet. */
  open: number;
  last: ServerResponse | undefined;
  /** Whether the answer to the last request is to end the connection because the service stops. */
  isLastCall: boolean;
  idleSince: number;
  /** What had been read when it became idle: more is the beginning of a request. */
  idleBytes: number;
}

/**
 * The connections of a server. While the service stops, each ends with an answer that says so: a client that gets
 * `Connection: close` sends nothing more on it. A client that is just sending when its idle connection is closed cannot know
 * what became of its request, so that waits for a moment without requests. Until then a proxy has used those that it keeps.
 *
 * Connections that the kernel has accepted and the process has not are reset when the service stops listening. Just before,
 * answers therefore keep connections open once more, until nobody opens new ones.
 */
export class Connections {
  private readonly connections = new Map<Socket, Connection>();
  /** When the service began to stop. */
  private endingSince: number | undefined;
  private isSettling = false;
  private lastConnection = -Infinity;
  private lastRequest = -Infinity;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      const idle = { open: 0, last: undefined, isLastCall: false, idleBytes: 0 };
      this.lastConnection = performance.now();
      this.connections.set(socket, { ...idle, idleSince: this.lastConnection });
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  /** Notes requests as they come, also those that wait for others: goes in front of everything else. */
  watch(): void {
    interpose(this.server, (next) => (request, response) => {
      this.note(request, response);
      next(request, response);
    });
  }

  /** From now on answers end their connections, and idle connections are closed after a moment. */
  end(): void {
    this.endingSince = performance.now();
    this.callLastOnAll();
    this.sweep();
  }

  /**
   * Takes no new connections any more. Resolves when those that there are have ended; if `end` was not called, idle ones do
   * at once.
   */
  async close(): Promise<void> {
    if (this.endingSince !== undefined) await this.settle();
    this.sweep();
    // Not `close` of HTTP servers, which would cut off connections that have become idle just now.
    const closed = new Promise<void>((resolve) => void TcpServer.prototype.close.call(this.server, () => resolve()));
    if (this.endingSince !== undefined) this.callLastOnAll();
    await closed;
    clearInterval(this.sweeping);
    this.server.close(); // stops Node's timer, and nothing else
  }

  /** Lets clients keep their connections until none has connected for a while. */
  private async settle(): Promise<void> {
    this.isSettling = true;
    const start = performance.now();
    for (let now = start; now - start < LONGEST_SETTLING_MS; now = performance.now()) {
      if (now - Math.max(start, this.lastConnection) >= NO_CONNECTION_MS) break;
      await sleep(SWEEP_EVERY_MS);
    }
    await untilQuiet();
    this.isSettling = false;
  }

  private callLastOnAll(): void {
    for (const connection of this.connections.values()) callLast(connection);
  }

  private note({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.connections.get(socket);
    if (!connection) return;
    if (connection.isLastCall && connection.last?.headersSent === false) connection.last.shouldKeepAlive = true;
    connection.open++;
    connection.last = response;
    connection.isLastCall = false;
    if (this.endingSince !== undefined && !this.isSettling) callLast(connection);
    this.lastRequest = performance.now();
    response.once('close', () => {
      connection.open--;
      connection.idleSince = performance.now();
      connection.idleBytes = socket.bytesRead;
    });
  }

  private sweep(): void {
    this.sweeping ??= setInterval(() => {
      // By then the event loop has read all that had arrived.
      setImmediate(() => {
        for (const [socket, connection] of this.connections) if (this.isIdle(socket, connection)) socket.destroy();
      });
    }, SWEEP_EVERY_MS);
  }

  private isIdle(socket: Socket, { open, idleSince, idleBytes }: Connection): boolean {
    if (open > 0 || socket.bytesRead !== idleBytes) return false;
    if (this.endingSince === undefined) return true;
    const now = performance.now();
    const start = Math.max(idleSince, this.endingSince);
    return now - Math.max(start, this.lastRequest) >= MOMENT_MS || now - start >= LONGEST_IDLE_MS;
  }
}

/** Lets the answer to the last request of a connection end it. */
function callLast(connection: Connection): void {
  const { open, last } = connection;
  if (open === 0 || !last?.shouldKeepAlive || last.headersSent) return;
  last.shouldKeepAlive = false;
  connection.isLastCall = true;
}

/** Resolves right after the event loop has found nothing to do, so that no connection waits to be accepted. */
async function untilQuiet(): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const start = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - start < QUIET_TURN_MS) return;
  }
}
