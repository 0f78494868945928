import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { HeksherConfig } from '../config/config.js';

const PREFLIGHT_SECONDS = '600';
const ALLOWED_HEADERS = 'Content-Type, Authorization, X-API-Key, If-None-Match, X-Request-Id';

/** What pages of other origins may do. */
export interface Cors {
  /** Answers preflights, and marks what comes after it. */
  handle: RequestHandler;
  /** Marks an error that has come from in front of `handle`. */
  handleError: ErrorRequestHandler;
}

/** Lets pages of some origins read answers. Where no origin is configured it does nothing. */
export function createCors(origins: HeksherConfig['corsOrigins']): Cors {
  return {
    handle: (request, response, next) => {
      const isAllowed = allow(origins, request, response);
      if (!isAllowed || !isPreflight(request)) return next();
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
      response.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
      response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
      response.status(204).end();
    },
    handleError: (error: unknown, request, response, next) => {
      allow(origins, request, response);
      next(error);
    },
  };
}

/** What an answer carries whose request has not come from a page. */
export function headersForNoOrigin(origins: HeksherConfig['corsOrigins']): Record<string, string> {
  return origins === undefined || origins === '*' ? {} : { Vary: 'Origin' };
}

/** Marks an answer as readable by the page that has asked for it, and tells whether it is. */
function allow(origins: HeksherConfig['corsOrigins'], { headers }: Request, response: Response): boolean {
  if (origins === undefined) return false;
  for (const [name, value] of Object.entries(headersForNoOrigin(origins))) response.setHeader(name, value);
  const { origin } = headers;
  if (origin === undefined || (origins !== '*' && !origins.includes(origin))) return false;
  response.setHeader('Access-Control-Allow-Origin', origins === '*' ? '*' : origin);
  response.setHeader('Access-Control-Expose-Headers', 'ETag, Retry-After, X-Request-Id');
  return true;
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
