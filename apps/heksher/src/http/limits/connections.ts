import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Once the service stops, idle connections are closed when no request and no new connection has come for this long. */
const IDLE_PAUSE_MS = 1000;
/** An idle connection is closed after this long even if others are busy. */
const LONGEST_IDLE_MS = 5000;
const SWEEP_EVERY_MS = 50;

/** The service stops listening when no client has connected for this long. */
const CONNECTION_PAUSE_MS = 100;
/** The longest wait for that: clients that open a connection for each request never pause. */
const LONGEST_PAUSE_WAIT_MS = 1000;

/** A turn of the event loop that takes less has found nothing to do. */
const IDLE_TURN_MS = 0.1;
const MOST_TURNS = 1000;

interface Connection {
  /** The number of requests without a complete response. */
  open: number;
  /** The response to the last request. */
  last: ServerResponse | undefined;
  /** Whether that response closes the connection because the service stops. */
  isClosedByLast: boolean;
  /** Known only once the service stops: before that, no connection is closed for being idle. */
  idleSince: number;
  /** The bytes that had been read when the connection became idle. Further bytes are the beginning of a request. */
  idleBytes: number;
  /** The response that was last, and not complete, at the last check for silence. */
  checked: ServerResponse | undefined;
  /** Notes that a response is complete. */
  readonly noteEnd: () => void;
}

/**
 * The connections of a server, which end in good order when the service stops.
 *
 * A busy connection ends with a response that has `Connection: close`, so the client sends nothing more on it. An idle
 * connection is closed only after a pause, because a client that is sending a request at that moment cannot know whether it
 * was carried out. Until then, a proxy has used its idle connections once more.
 *
 * When the service stops listening, the kernel resets the connections that the process has not accepted yet. So just before
 * that, responses keep connections open again, until no client opens a new one.
 */
export class Connections {
  private readonly connections = new Map<Socket, Connection>();
  /** When the service began to stop. */
  private endingSince: number | undefined;
  /** Whether responses keep connections open although the service stops. */
  private isKeepingOpen = false;
  private lastConnection = -Infinity;
  private lastRequest = -Infinity;
  private sweeping: NodeJS.Timeout | undefined;
  private readonly checking: NodeJS.Timeout;

  /** `silence` is the longest time without any byte in either direction while a request is answered, in milliseconds. */
  constructor(
    private readonly server: Server,
    { silence, check }: { silence: number; check: number },
  ) {
    this.checking = setInterval(() => this.timeLongRequests(silence), check).unref();
    server.on('connection', (socket: Socket) => {
      this.lastConnection = performance.now();
      this.connections.set(socket, this.begin(socket));
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  /** The first step of every request: notes that it has come, even if it has to wait for others. */
  readonly watch = (next: RequestListener): RequestListener => {
    return (request, response) => {
      this.note(request, response);
      next(request, response);
    };
  };

  /** From now on responses close their connections, and idle connections are closed after a pause. */
  end(): void {
    this.endingSince = performance.now();
    this.closeByLastResponses();
    this.sweep();
  }

  /**
   * Accepts no new connections. Resolves when all connections have ended. Without a call of `end` before, idle connections
   * are closed at once.
   */
  async close(): Promise<void> {
    if (this.endingSince !== undefined) await this.untilNobodyConnects();
    this.sweep();
    // HTTP servers have a `close` of their own, which would cut off connections that have just become idle.
    const closed = new Promise<void>((resolve) => void TcpServer.prototype.close.call(this.server, () => resolve()));
    if (this.endingSince !== undefined) this.closeByLastResponses();
    await closed;
    clearInterval(this.sweeping);
    clearInterval(this.checking);
    this.server.close(); // stops Node's timer, and nothing else
  }

  /** Keeps connections open until no client has connected for a while, so clients need no new ones. */
  private async untilNobodyConnects(): Promise<void> {
    this.isKeepingOpen = true;
    const start = performance.now();
    for (let now = start; now - start < LONGEST_PAUSE_WAIT_MS; now = performance.now()) {
      if (now - Math.max(start, this.lastConnection) >= CONNECTION_PAUSE_MS) break;
      await sleep(SWEEP_EVERY_MS);
    }
    await untilEventLoopIsIdle();
    this.isKeepingOpen = false;
  }

  private closeByLastResponses(): void {
    for (const connection of this.connections.values()) closeByLastResponse(connection);
  }

  /** A new connection. All its responses share one listener: making one for each costs as much as counting the request. */
  private begin(socket: Socket): Connection {
    const connection: Connection = {
      ...{ open: 0, last: undefined, isClosedByLast: false, checked: undefined },
      ...{ idleSince: this.lastConnection, idleBytes: 0 },
      noteEnd: () => {
        connection.open--;
        connection.idleBytes = socket.bytesRead;
        if (this.endingSince !== undefined) connection.idleSince = performance.now();
      },
    };
    return connection;
  }

  private note({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.connections.get(socket);
    if (!connection) return;
    keepOpenAfterLastResponse(connection);
    connection.open++;
    connection.last = response;
    response.on('close', connection.noteEnd);
    if (this.endingSince === undefined) return;
    if (!this.isKeepingOpen) closeByLastResponse(connection);
    this.lastRequest = performance.now();
  }

  /**
   * Gives a timer to each request that was under way at the check before, too. Node can time every request of a server, and
   * renews that timer with each read and write: that takes 4 to 8 % of the processor time of a short request.
   */
  private timeLongRequests(silence: number): void {
    for (const [socket, connection] of this.connections) {
      const underWay = connection.open > 0 ? connection.last : undefined;
      const isLong = underWay !== undefined && underWay === connection.checked;
      // Node ends the timer when the next request begins. Setting it again would renew it.
      if (isLong && !socket.timeout) socket.setTimeout(silence);
      connection.checked = underWay;
    }
  }

  private sweep(): void {
    this.sweeping ??= setInterval(() => {
      // By then the event loop has read everything that had arrived.
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
    const pause = now - Math.max(start, this.lastRequest, this.lastConnection);
    return pause >= IDLE_PAUSE_MS || now - start >= LONGEST_IDLE_MS;
  }
}

function closeByLastResponse(connection: Connection): void {
  const { open, last } = connection;
  if (open === 0 || !last?.shouldKeepAlive || last.headersSent) return;
  last.shouldKeepAlive = false;
  connection.isClosedByLast = true;
}

/** Another request has come, so the response that was the last so far must not close the connection. */
function keepOpenAfterLastResponse(connection: Connection): void {
  const { isClosedByLast, last } = connection;
  if (isClosedByLast && last?.headersSent === false) last.shouldKeepAlive = true;
  connection.isClosedByLast = false;
}

/** Resolves right after the event loop has found nothing to do: then no connection waits to be accepted. */
async function untilEventLoopIsIdle(): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const start = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - start < IDLE_TURN_MS) return;
  }
}
