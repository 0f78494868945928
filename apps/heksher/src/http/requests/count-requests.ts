import type { Request, RequestHandler, Response } from 'express';
import { PATHS, urlPattern } from '../paths.js';
import { UNMATCHED, type RequestCounts } from './request-counts.js';

/** The route of all pages of the documentation. */
const DOCS = 'docs';
const DOCS_URL = new RegExp(`${urlPattern(PATHS.docs, PATHS.redoc, PATHS.document, PATHS.icon)}([/?#]|$)`, 'i');

/** The route of the admin UI: its page has addresses without end. */
const UI = 'ui';
const UI_URL = new RegExp(`${urlPattern(PATHS.ui)}([/?#]|$)`, 'i');

/** As in nginx, the status of a request whose client left before it was answered. */
const CLIENT_LEFT = 499;

/** Counts the requests that reach Express, each when it is over. */
export function countRequests(counts: RequestCounts): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('close', () => {
      if (request.handedOver?.isCounted) return;
      const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
      const tally = counts.of(routeOf(request), request.method, status);
      if (isStream(response)) tally.addUntimed();
      else tally.add(performance.now() - start);
    });
    next();
  };
}

/** The pattern of the route that received a request: always one of the registered routes. */
export function routeOf(request: Request): string {
  // The path would not do: below /docs, Express cuts off its beginning.
  if (DOCS_URL.test(request.originalUrl)) return DOCS;
  if (UI_URL.test(request.originalUrl)) return UI;
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : UNMATCHED;
}

function isStream(response: Response): boolean {
  return String(response.getHeader('Content-Type')).startsWith('text/event-stream');
}
