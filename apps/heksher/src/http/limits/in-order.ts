import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { interpose } from '../request-listener.js';

/** How many requests may wait on one connection. Nobody sends as many by intent. */
const MOST_WAITING = 1000;

/** How long the URLs and headers of those together may be: four of the longest. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * Takes up a request only when those before it on the same connection are answered. Node takes up all at once: then a
 * deletion could overtake the addition before it, and one connection that asks a thousand times for everything would fill
 * the memory with a thousand answers. Who sends requests without end is cut off.
 */
export function answerInOrder(server: Server): void {
  const waiting = new WeakMap<Socket, { count: number; bytes: number }>();

  const add = ({ socket }: IncomingMessage, change: { count: number; bytes: number }) => {
    const { count, bytes } = waiting.get(socket) ?? { count: 0, bytes: 0 };
    const now = { count: count + change.count, bytes: bytes + change.bytes };
    waiting.set(socket, now);
    if (now.count > MOST_WAITING || now.bytes > MOST_WAITING_BYTES) socket.destroy();
  };

  interpose(server, (answer) => (request, response) => {
    // A response has its socket when its turn has come.
    if (response.socket) return answer(request, response);
    const bytes = headBytes(request);
    add(request, { count: 1, bytes });
    response.once('socket', () => {
      add(request, { count: -1, bytes: -bytes });
      answer(request, response);
    });
  });
}

function headBytes({ url = '', rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, { length }) => sum + length, url.length);
}
