import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests may wait on one connection. Nobody sends as many by intent. */
const MOST_WAITING = 1000;

/**
 * Takes up a request only when those before it on the same connection are answered. Node takes up all at once: then a
 * deletion could overtake the addition before it, and one connection that asks a thousand times for everything would fill
 * the memory with a thousand answers. Who sends requests without end is cut off.
 */
export function answerOneAtATime(server: Server): void {
  const [answer] = server.listeners('request') as [RequestListener];
  const waiting = new WeakMap<Socket, number>();

  const wait = ({ socket }: IncomingMessage) => {
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    if (count > MOST_WAITING) socket.destroy();
  };

  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    // A response has its socket when its turn has come.
    if (response.socket) return answer(request, response);
    wait(request);
    response.once('socket', () => {
      waiting.set(request.socket, (waiting.get(request.socket) ?? 1) - 1);
      answer(request, response);
    });
  });
}
