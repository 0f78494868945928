import type { IncomingMessage } from 'node:http';
import type { Principal } from '@heksher/domain';

/** Values that the steps in front of the routes leave for later steps. */
export interface HandedOver {
  /** The bytes of the body, once they are read. */
  body?: Buffer;
  /** How old the answer may be; undefined if the request does not say. */
  freshness?: { maxAgeMs: number; maxLagMs: number };
  /** Why the route has to refuse the request. A path without a route is 404 or 405 all the same. */
  refusal?: unknown;
  /** The principal; undefined if access is off. */
  principal?: Principal;
  /** A ticket that `makeTicket` made not long ago. */
  ticket?: string | undefined;
  /** Makes a ticket with which those who cannot send headers open a stream; undefined if they need none. */
  makeTicket?: () => Promise<string>;
  /** Whether the request is in the request counts already. */
  isCounted?: boolean;
}

declare module 'node:http' {
  interface IncomingMessage {
    handedOver?: HandedOver;
  }
}

/** Adds to the values handed over with a request. */
export function handOver(request: IncomingMessage, more: HandedOver): void {
  if (request.handedOver) Object.assign(request.handedOver, more);
  else request.handedOver = more;
}
