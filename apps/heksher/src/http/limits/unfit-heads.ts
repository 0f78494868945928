import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { printRefusal, type Refusal } from '../errors/refusal.js';
import { UNMATCHED, type RequestCounts } from '../requests/request-counts.js';
import { requestIdOf } from '../requests/request-id.js';
import { interpose } from '../request-listener.js';

/** The most headers of a request, and the most trailers. */
const MOST_HEADERS = 1000;

const TOO_MANY: Refusal = { status: 431, detail: 'the request has more than 1,000 headers' };
const NO_HOST: Refusal = { status: 400, detail: 'the request has no Host header' };

/**
 * What `createServer` needs for `refuseUnfitHeads`: Node drops headers beyond a count without a word, so it keeps one more
 * than there may be, and it would answer a request without `Host` itself, also if it was `Host` that it has dropped.
 */
export const HEAD_OPTIONS = { maxHeadersCount: MOST_HEADERS + 1, requireHostHeader: false } as const;

/** Refuses requests that name no host, and those with so many headers that Node may have dropped some. */
export function refuseUnfitHeads(server: Server, requests: RequestCounts): void {
  interpose(server, (next) => (request, response) => {
    const refusal = whyUnfit(request);
    if (!refusal) return next(request, response);
    answer(refusal, request, response);
    requests.of(UNMATCHED, request.method ?? '', refusal.status).addUntimed();
  });
}

/** Whether a request, read to its end, has more trailers than Node keeps. */
export function hasTooManyTrailers({ rawTrailers }: IncomingMessage): boolean {
  return rawTrailers.length > 2 * MOST_HEADERS; // names and values in turn
}

function whyUnfit({ rawHeaders, headers, httpVersion }: IncomingMessage): Refusal | undefined {
  if (rawHeaders.length > 2 * MOST_HEADERS) return TOO_MANY;
  return headers.host === undefined && httpVersion === '1.1' ? NO_HOST : undefined;
}

function answer(refusal: Refusal, request: IncomingMessage, response: ServerResponse): void {
  const { headers, body } = printRefusal(refusal, requestIdOf(request));
  response.shouldKeepAlive = false;
  response.writeHead(refusal.status, headers).end(body);
}
