import type { IncomingMessage } from 'node:http';

/** What is known of a request before its route is. */
export interface HandedOver {
  /** The bytes of its body, once they are read. */
  body?: Buffer;
  /** Why its route has to refuse it; undefined unless it has to. */
  refusal?: unknown;
  /** Whether the request is in the request counts already. */
  isCounted?: boolean;
}

declare module 'node:http' {
  interface IncomingMessage {
    /** What the listeners and the middleware before the routes hand over to those behind them. */
    handedOver?: HandedOver;
  }
}

/** Adds to what is handed over with a request. */
export function handOver(request: IncomingMessage, more: HandedOver): void {
  request.handedOver = request.handedOver ? { ...request.handedOver, ...more } : more;
}
