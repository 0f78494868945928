import http, { type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

export interface SentRequest {
  method: string;
  /** Path and query string as they are sent. */
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** The longest an answer may take; far more than any needs. */
const PATIENCE_MS = 20_000;

/** Sends requests that `fetch` would correct or refuse, over connections that are kept alive. */
export class Transport {
  private readonly agent: http.Agent;
  private readonly address: { hostname: string; port: string };

  constructor(url: string, connections: number) {
    const { hostname, port } = new URL(url);
    this.address = { hostname, port };
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The answer, without the body if it is an endless stream. Throws if no answer arrives in time. */
  send({ method, target, headers, body }: SentRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const options = { ...this.address, agent: this.agent, method, path: target, headers };
      const request = http.request(options, (response) => {
        read(response).then(resolve, reject);
      });
      const timer = setTimeout(() => request.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
      request.on('error', reject).on('close', () => clearTimeout(timer));
      if (body) request.setHeader('Content-Length', body.length);
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

async function read(response: IncomingMessage): Promise<RawAnswer> {
  const { statusCode: status = 0, headers } = response;
  const isEndless = headers['content-type']?.startsWith('text/event-stream') === true;
  if (isEndless) response.destroy();
  return { status, headers, text: isEndless ? '' : await textOf(response) };
}

/**
 * A server's answer to bytes that need not be HTTP, until it closes the connection or begins a stream. It may close it
 * before it has read everything, which may reset the connection: bytes after `Connection: close` are not read.
 */
export function converse(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const said: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)));
    socket.on('data', (chunk) => {
      said.push(chunk);
      if (chunk.includes('text/event-stream')) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(said).toString()));
  });
}
