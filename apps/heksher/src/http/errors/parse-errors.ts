import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { handOver } from '../requests/handed-over.js';
import { LARGEST_HEAD } from '../limits/unfit-heads.js';
import { UNMATCHED, type RequestCounts } from '../requests/request-counts.js';
import { REQUEST_ID, givenId, newRequestId, requestIdOf } from '../requests/request-id.js';
import { printRefusal, type Refusal } from './refusal.js';

const NO_HTTP: Refusal = { status: 400, detail: 'what was sent is not valid HTTP/1.1' };

const REFUSALS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: `the URL and the headers are larger than ${LARGEST_HEAD / 1024} KiB` },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'the extensions of a chunk are larger than 16 KiB' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long to arrive' },
};

/** How long a refused client may read the response before it is cut off. */
const LINGER_MS = 1000;

/**
 * Listens to `clientError`: refuses requests that Node's parser rejects or that never arrive completely, counts them, and
 * closes the connection. Earlier requests on that connection are answered first. A client that has sent nothing gets
 * nothing.
 */
export function refuseUnreadable(requests: RequestCounts): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  const refused = new WeakSet<Duplex>();
  return ({ code = '' }, socket) => {
    if (refused.has(socket)) return; // each further piece is another error
    refused.add(socket);
    refuseInTurn(code, socket, requests);
  };
}

function refuseInTurn(code: string, socket: Duplex, requests: RequestCounts): void {
  // Node has no other way to find the response under way on a connection; its own handler reads this, too.
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
  if (answering) handOver(answering.req, { isCounted: true });
  socket.end(printResponse(refusal, answering ? idOf(answering) : newRequestId()));
  requests.of(UNMATCHED, answering?.req.method ?? '', refusal.status).addUntimed();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** The id of a request whose head could be read. */
function idOf(answering: ServerResponse): string {
  return answering.hasHeader(REQUEST_ID) ? givenId(answering) : requestIdOf(answering.req);
}

function printResponse(refusal: Refusal, requestId: string): string {
  const { headers, body } = printRefusal(refusal, requestId);
  const all = { ...headers, Date: new Date().toUTCString(), Connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`;
}
