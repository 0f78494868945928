import type { Request, RequestHandler, Response } from 'express';
import { UNMATCHED, type RequestCounts } from './request-counts.js';
import { isUnread } from '../errors/parse-errors.js';

/** What stands for the pages of the documentation. */
const DOCS = 'docs';
/** What a proxy asks for may begin with the address of the service. */
const DOCS_URL = /^(https?:\/\/[^/]+)?\/(docs|redoc|openapi\.json|favicon\.ico)([/?#]|$)/i;

/** The status, as nginx has it, of a request whose client left before it was answered. */
const CLIENT_LEFT = 499;

/** Counts the requests that come to Express, when they are over. */
export function countRequests(counts: RequestCounts): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('close', () => {
      if (isUnread(response)) return;
      const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
      const tally = counts.of(routeOf(request), request.method, status);
      if (isStream(response)) tally.addUntimed();
      else tally.add(performance.now() - start);
    });
    next();
  };
}

/** The pattern of the route that took a request: one of those that are registered, whatever the client has sent. */
export function routeOf(request: Request): string {
  // Not the path, which below /docs is what comes after it.
  if (DOCS_URL.test(request.originalUrl)) return DOCS;
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : UNMATCHED;
}

function isStream(response: Response): boolean {
  return String(response.getHeader('Content-Type')).startsWith('text/event-stream');
}
