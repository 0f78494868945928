import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Connections } from './connections.js';
import { HEAD_OPTIONS } from './unfit-heads.js';

/** How long a connection may take for what, in milliseconds. */
export interface ConnectionTimes {
  /** To send the head of a request, from its first byte; a connection that has sent nothing, from its beginning. */
  headers: number;
  /** To send a whole request. */
  request: number;
  /** To let nothing move while it is being answered: neither reading nor, where there is nothing to read, waiting. */
  silence: number;
  /** To stay open between two requests. */
  keepAlive: number;
  /** How often it is looked for requests that take too long. */
  check: number;
}

/**
 * - `request`: 1 MiB, the largest body, at 140 kbit/s.
 * - `silence`: above all that the service itself waits for (15 s for rulesets to load), and above the 15 s between two
 *   heartbeats of a stream.
 * - `keepAlive`: above the 60 s after which nginx, AWS' load balancers and most others drop a connection. Who drops first
 *   must be the balancer: one that sends a request into a connection that is just being closed answers 502.
 */
export const CONNECTION_TIMES: ConnectionTimes = {
  headers: 20_000,
  request: 60_000,
  silence: 90_000,
  keepAlive: 75_000,
  check: 5000,
};

/** The URL and the headers of a request together: clients of Heksher name thousands of settings in one URL. */
const MOST_HEAD_BYTES = 256 * 1024;

/** Express under Nest, on a server that gives no connection more time than that. */
export class LimitedExpressAdapter extends ExpressAdapter {
  private open: Connections | undefined;

  constructor(private readonly times: ConnectionTimes) {
    super();
  }

  override initHttpServer(): void {
    const { headers, request, silence, keepAlive, check } = this.times;
    const options = {
      maxHeaderSize: MOST_HEAD_BYTES,
      requireHostHeader: HEAD_OPTIONS.requireHostHeader,
      headersTimeout: headers,
      requestTimeout: request,
      keepAliveTimeout: keepAlive,
      connectionsCheckingInterval: check,
    };
    this.httpServer = createServer(options, this.getInstance());
    this.httpServer.timeout = silence;
    this.httpServer.maxHeadersCount = HEAD_OPTIONS.maxHeadersCount;
    this.open = new Connections(this.httpServer);
  }

  /** The connections of its server. Throws before there is one. */
  get connections(): Connections {
    if (!this.open) throw new Error('there is no server yet');
    return this.open;
  }

  override async close(): Promise<void> {
    await this.open?.close();
  }
}
