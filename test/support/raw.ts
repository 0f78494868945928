import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const PATIENCE_MS = 10_000;

/** A connection on which a test may send any bytes. Its errors are ignored. */
export async function open(url: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes and returns everything answered until the service closes the connection. Throws if it stays open. */
export async function say(url: string, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = await open(url);
  const said = listen(socket);
  for (const piece of pieces) socket.write(piece);
  return said;
}

/** Returns everything that comes until the service closes the connection. Throws if it stays open. */
export async function listen(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).resume();
  const text = () => Buffer.concat(chunks).toString('latin1');
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the connection stays open, after ${text().slice(0, 500)}`));
    }, PATIENCE_MS);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text());
    });
  });
}

/** The statuses of answers that follow one another. */
export function statusesOf(answers: string): number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** The head of a request. */
export function head(line: string, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries({ Host: 'x', 'X-Request-Id': 'flood', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
