import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem } from '../errors/problem.js';
import { printRefusal, type Refusal } from '../errors/refusal.js';
import type { Step } from '../pipeline.js';
import { UNMATCHED, type RequestCounts } from '../requests/request-counts.js';
import { requestIdOf } from '../requests/request-id.js';

/** The most headers of a request, and the most trailers. */
const MOST_HEADERS = 1000;
const MOST_AS_TEXT = MOST_HEADERS.toLocaleString('en');

const TOO_MANY: Refusal = { status: 431, detail: `the request has more than ${MOST_AS_TEXT} headers` };
const NO_HOST: Refusal = { status: 400, detail: 'the request has no Host header' };

/** The largest URL and headers together, in bytes: clients of Heksher name thousands of settings in one URL. */
export const LARGEST_HEAD = 256 * 1024;

/**
 * The options of the server that `refuseUnfitHeads` needs. Node silently drops headers beyond a count, so it keeps one more
 * than allowed. By itself it would answer a request without `Host`, even if it has dropped that header.
 */
export const HEAD_OPTIONS = { maxHeadersCount: MOST_HEADERS + 1, requireHostHeader: false } as const;

/** Refuses requests without a `Host`, and requests with so many headers that Node may have dropped some. */
export function refuseUnfitHeads(requests: RequestCounts): Step {
  return (next) => (request, response) => {
    const refusal = whyUnfit(request);
    if (!refusal) return next(request, response);
    refuse(refusal, request, response);
    requests.of(UNMATCHED, request.method ?? '', refusal.status).addUntimed();
  };
}

/** Refuses a request, read to its end, that has more trailers than Node keeps. */
export function assertFewTrailers({ rawTrailers }: IncomingMessage): void {
  if (rawTrailers.length <= 2 * MOST_HEADERS) return; // names and values in turn
  throw new HttpProblem(431, `the request has more than ${MOST_AS_TEXT} trailers`);
}

function whyUnfit({ rawHeaders, headers, httpVersion }: IncomingMessage): Refusal | undefined {
  if (rawHeaders.length > 2 * MOST_HEADERS) return TOO_MANY;
  return headers.host === undefined && httpVersion === '1.1' ? NO_HOST : undefined;
}

function refuse(refusal: Refusal, request: IncomingMessage, response: ServerResponse): void {
  const { headers, body } = printRefusal(refusal, requestIdOf(request));
  response.shouldKeepAlive = false;
  response.writeHead(refusal.status, headers).end(body);
}
