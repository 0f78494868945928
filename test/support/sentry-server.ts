import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** The content of a Sentry envelope: a line of JSON for each header and item. */
export interface SentEvent {
  release?: string;
  exception?: { values?: { type?: string; value?: string }[] };
}

export interface SentryServer {
  /** The address for `SENTRY_DSN`. */
  dsn: string;
  events: SentEvent[];
  /** Resolves with the first event. */
  firstEvent(): Promise<SentEvent>;
  stop(): Promise<void>;
}

/** A server that takes events as Sentry's ingest endpoint does. */
export async function startSentryServer(): Promise<SentryServer> {
  const events: SentEvent[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      if (request.method === 'POST' && request.url?.startsWith('/api/42/envelope/'))
        events.push(...eventsIn(String(text)));
      response.setHeader('Content-Type', 'application/json').end('{}');
      if (events.length > 0) server.emit('reported');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    dsn: `http://public@127.0.0.1:${port}/42`,
    events,
    firstEvent: async () => {
      while (events[0] === undefined) await once(server, 'reported');
      return events[0];
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An envelope is a header, then for each item a header with its type, and the item. */
function eventsIn(envelope: string): SentEvent[] {
  const lines = envelope.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, at) => {
    const { type } = JSON.parse(lines[at - 1] ?? '{}') as { type?: string };
    return type === 'event' ? [JSON.parse(line) as SentEvent] : [];
  });
}
