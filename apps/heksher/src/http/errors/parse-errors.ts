import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { printRefusal, type Refusal } from './refusal.js';
import { UNMATCHED, type RequestCounts } from '../requests/request-counts.js';
import { REQUEST_ID, givenId, newRequestId, requestIdOf } from '../requests/request-id.js';

const NO_HTTP: Refusal = { status: 400, detail: 'what was sent is not valid HTTP/1.1' };

const REFUSALS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'the URL and the headers are larger than 256 KiB' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'the extensions of a chunk are larger than 16 KiB' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long to arrive' },
};

/** How long a refused client has to read why before it is cut off. */
const LINGER_MS = 1000;

const refused = new WeakSet<Duplex>();
const unread = new WeakSet<ServerResponse>();

/** Whether a request was refused since its end could not be read; it is counted here. */
export function isUnread(response: ServerResponse): boolean {
  return unread.has(response);
}

/**
 * Answers what Node's parser refuses or what never came to its end, counts it, and closes the connection. Whoever had
 * been asking before on that connection is answered first; who has said nothing is told nothing.
 */
export function refuseUnreadable(server: Server, requests: RequestCounts): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (refused.has(socket)) return; // each further piece of it is another error
    refused.add(socket);
    refuseInTurn(error.code ?? '', socket, requests);
  });
}

function refuseInTurn(code: string, socket: Duplex, requests: RequestCounts): void {
  // Node has no other way to learn what is being answered on a connection; its own handler asks here, too.
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse | null };
  if (answering?.req.complete) {
    answering.once('close', () => refuseInTurn(code, socket, requests));
    return;
  }
  const refusal = REFUSALS[code] ?? (code.startsWith('HPE_') ? NO_HTTP : undefined);
  const isSilent = (socket as { bytesRead?: number }).bytesRead === 0;
  if (!refusal || isSilent || answering?.headersSent || !socket.writable) {
    socket.destroy();
    return;
  }
  if (answering) unread.add(answering);
  socket.end(printResponse(refusal, answering ? nameOf(answering) : newRequestId()));
  requests.of(UNMATCHED, answering?.req.method ?? '', refusal.status).addUntimed();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** The name of a request whose head could be read. */
function nameOf(answering: ServerResponse): string {
  return answering.hasHeader(REQUEST_ID) ? givenId(answering) : requestIdOf(answering.req);
}

function printResponse(refusal: Refusal, requestId: string): string {
  const { headers, body } = printRefusal(refusal, requestId);
  const all = { ...headers, Date: new Date().toUTCString(), Connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`;
}
