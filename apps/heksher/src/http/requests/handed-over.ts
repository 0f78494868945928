import type { IncomingMessage } from 'node:http';

/** What the steps in front of the routes leave for the steps behind them. */
export interface HandedOver {
  /** The bytes of the body, once they are read. */
  body?: Buffer;
  /** Why the route has to refuse the request. A path without a route is 404 or 405 all the same. */
  refusal?: unknown;
  /** Whether the request is in the request counts already. */
  isCounted?: boolean;
}

declare module 'node:http' {
  interface IncomingMessage {
    handedOver?: HandedOver;
  }
}

/** Adds to what is handed over with a request. */
export function handOver(request: IncomingMessage, more: HandedOver): void {
  request.handedOver = request.handedOver ? { ...request.handedOver, ...more } : more;
}
