import type { RequestListener, Server } from 'node:http';

/** Puts a listener in front of the one that answers the requests of a server. */
export function interpose(server: Server, make: (next: RequestListener) => RequestListener): void {
  const [next] = server.listeners('request') as [RequestListener];
  server.removeAllListeners('request');
  server.on('request', make(next));
}
