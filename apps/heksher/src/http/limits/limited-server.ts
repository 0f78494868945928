import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Connections } from './connections.js';
import { HEAD_OPTIONS, LARGEST_HEAD } from './unfit-heads.js';

/** The longest that each phase of a connection may take, in milliseconds. */
export interface ConnectionTimes {
  /** To send the head of a request, from its first byte; on a connection without any byte, from its beginning. */
  headers: number;
  /** To send a whole request. */
  request: number;
  /** Without any byte in either direction while a request is answered. */
  silence: number;
  /** To stay open between two requests. */
  keepAlive: number;
  /** How often `headers`, `request` and `silence` are checked. */
  check: number;
}

/**
 * - `request`: 1 MiB, the largest body, at 140 kbit/s.
 * - `silence`: above every wait of the service itself (15 s to load rulesets), and above the 15 s between two heartbeats of
 *   a stream.
 * - `keepAlive`: above the 60 s after which nginx, AWS' load balancers and most others close a connection. The balancer must
 *   be the first to close it: if it sends a request into a connection that the service is closing, it answers 502.
 */
export const CONNECTION_TIMES: ConnectionTimes = {
  headers: 20_000,
  request: 60_000,
  silence: 90_000,
  keepAlive: 75_000,
  check: 5000,
};

/**
 * Express under Nest, on a server with limits. The server has no request listener: that is the pipeline, which the app
 * composes.
 */
export class LimitedExpressAdapter extends ExpressAdapter {
  private open: Connections | undefined;

  constructor(private readonly times: ConnectionTimes) {
    super();
  }

  override initHttpServer(): void {
    const { headers, request, silence, keepAlive, check } = this.times;
    this.httpServer = createServer({
      maxHeaderSize: LARGEST_HEAD,
      requireHostHeader: HEAD_OPTIONS.requireHostHeader,
      headersTimeout: headers,
      requestTimeout: request,
      keepAliveTimeout: keepAlive,
      connectionsCheckingInterval: check,
    });
    this.httpServer.maxHeadersCount = HEAD_OPTIONS.maxHeadersCount;
    this.open = new Connections(this.httpServer, { silence, check });
  }

  /** The connections of its server. Throws before there is a server. */
  get connections(): Connections {
    if (!this.open) throw new Error('there is no server yet');
    return this.open;
  }

  override async close(): Promise<void> {
    await this.open?.close();
  }
}

/** The URL of a server that listens. */
export function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
