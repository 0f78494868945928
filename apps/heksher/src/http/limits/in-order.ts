import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Step } from '../pipeline.js';
import { LARGEST_HEAD } from './unfit-heads.js';

/** The most requests that may wait on one connection. No client sends that many on purpose. */
const MOST_WAITING = 1000;

/** The longest that the URLs and headers of those may be together. */
const MOST_WAITING_BYTES = 4 * LARGEST_HEAD;

/**
 * Passes a request on only when those before it on the same connection are answered. Node passes all on at once: a deletion
 * could overtake the addition before it, and a thousand requests for everything on one connection would fill the memory
 * with a thousand answers. A client that sends requests without end is cut off.
 */
export function answerInOrder(): Step {
  const waiting = new WeakMap<Socket, { count: number; bytes: number }>();

  const add = ({ socket }: IncomingMessage, change: { count: number; bytes: number }) => {
    const { count, bytes } = waiting.get(socket) ?? { count: 0, bytes: 0 };
    const now = { count: count + change.count, bytes: bytes + change.bytes };
    waiting.set(socket, now);
    if (now.count > MOST_WAITING || now.bytes > MOST_WAITING_BYTES) socket.destroy();
  };

  return (next) => (request, response) => {
    // Node gives a response the socket when its turn comes.
    if (response.socket) return next(request, response);
    const bytes = headBytes(request);
    add(request, { count: 1, bytes });
    response.once('socket', () => {
      add(request, { count: -1, bytes: -bytes });
      next(request, response);
    });
  };
}

function headBytes({ url = '', rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, { length }) => sum + length, url.length);
}
