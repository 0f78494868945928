import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { printJson } from '@heksher/domain';
import { API_HEADERS } from './headers.js';
import { problemBody } from './problem.js';

interface Refusal {
  status: number;
  detail: string;
}

const NO_HTTP: Refusal = { status: 400, detail: 'what was sent is not valid HTTP/1.1' };

const REFUSALS: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'the URL and the headers are larger than 16 KiB' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'the extensions of a chunk are larger than 16 KiB' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long to arrive' },
};

/** How long a refused client has to read why before it is cut off. */
const LINGER_MS = 1000;

const refused = new WeakSet<Duplex>();

/**
 * Answers what Node's parser refuses or what never came to its end, and closes the connection. Whoever had been asking
 * before on that connection is answered first; who has said nothing is told nothing.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (refused.has(socket)) return; // each further piece of it is another error
  refused.add(socket);
  refuseInTurn(error.code ?? '', socket);
}

function refuseInTurn(code: string, socket: Duplex): void {
  // Node has no other way to learn what is being answered on a connection; its own handler asks here, too.
  const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse | null };
  if (answering?.req.complete) {
    answering.once('close', () => refuseInTurn(code, socket));
    return;
  }
  const refusal = REFUSALS[code] ?? (code.startsWith('HPE_') ? NO_HTTP : undefined);
  const isSilent = (socket as { bytesRead?: number }).bytesRead === 0;
  if (!refusal || isSilent || answering?.headersSent || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(printRefusal(refusal));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function printRefusal({ status, detail }: Refusal): string {
  const body = printJson(problemBody({ status, detail, faults: [], headers: {} }, {}));
  const headers = {
    ...API_HEADERS,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Date: new Date().toUTCString(),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}
