import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export type Received = Record<string, unknown>;

/** A Logstash over TCP, and each whole line that it received, parsed. */
export interface TcpLogstash {
  port: number;
  received: Received[];
  connections: number;
  /** Breaks every connection and stops listening. */
  stop: () => Promise<void>;
}

export interface TcpLogstashOptions {
  port?: number;
  /** Handles a connection; by default, it reads. */
  greet?: (socket: Socket) => void;
}

/** Starts a Logstash on 127.0.0.1, by default on a free port. */
export async function startTcpLogstash({ port = 0, greet }: TcpLogstashOptions = {}): Promise<TcpLogstash> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: greet !== undefined }, (socket) => {
    logstash.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    if (greet) greet(socket);
    else readLines(socket, received);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const logstash: TcpLogstash = {
    port: (server.address() as AddressInfo).port,
    received,
    connections: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return logstash;
}

/** Starts a Logstash for datagrams on 127.0.0.1. */
export async function startUdpLogstash(): Promise<{ port: number; datagrams: Buffer[]; stop: () => void }> {
  const datagrams: Buffer[] = [];
  const socket = createSocket('udp4', (datagram) => datagrams.push(datagram));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, datagrams, stop: () => socket.close() };
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, stop } = await startTcpLogstash();
  await stop();
  return port;
}

/** Waits until the claim holds; throws if it does not within a minute. */
export async function until(claim: () => boolean): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!claim()) {
    if (Date.now() > limit) throw new Error(`never came true: ${claim.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function readLines(socket: Socket, received: Received[]): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    received.push(...lines.map((line) => JSON.parse(line) as Received));
  });
}
