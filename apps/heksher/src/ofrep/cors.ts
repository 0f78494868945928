import cors, { type CorsOptions, type CorsRequest } from 'cors';
import type { RequestHandler } from 'express';
import type { HeksherConfig } from '../config/config.js';

type Origins = HeksherConfig['corsOrigins'];

const EXPOSED = 'ETag, Age, Retry-After, X-Request-Id';
const PREFLIGHT: CorsOptions = {
  methods: 'GET, POST',
  allowedHeaders:
    'Content-Type, Authorization, X-API-Key, If-None-Match, Cache-Control, Heksher-Min-Sequence, X-Request-Id',
  maxAge: 600,
  preflightContinue: true, // the package's own 204 has a Content-Length
};
/** Without this, the package answers every OPTIONS as a preflight, from any origin. */
const NO_PREFLIGHT: CorsOptions = { methods: [], allowedHeaders: [], preflightContinue: true };

/** Lets pages of some origins read responses, errors included. Without configured origins it does nothing. */
export function allowOrigins(origins: Origins): RequestHandler {
  const origin = originOption(origins);
  const allowed = cors({ ...NO_PREFLIGHT, origin, exposedHeaders: EXPOSED });
  // With a list of origins, every response says that it depends on the origin.
  const other = cors({ ...NO_PREFLIGHT, origin: origin !== '*' && origin });
  return (request, response, next) => {
    const mark = isAllowed(origins, request) ? allowed : other;
    mark(request, response, next);
  };
}

/** Answers the preflights of pages of these origins. All others are left to the router, which knows no OPTIONS. */
export function answerPreflights(origins: Origins): RequestHandler {
  const mark = cors({ ...PREFLIGHT, origin: originOption(origins) });
  return (request, response, next) => {
    if (!isPreflight(request) || !isAllowed(origins, request)) return next();
    mark(request, response, () => response.status(204).end());
  };
}

/**
 * The headers of `allowOrigins` on a response to a request with this `Origin`, as names and values in turn. `varies` names other
 * headers of requests that responses depend on.
 */
export function originHeaders(
  origins: Origins,
  varies: readonly string[] = [],
): (origin: string | undefined) => readonly string[] {
  const all = Array.isArray(origins) ? ['Origin', ...varies] : varies;
  const other = all.length === 0 ? [] : ['Vary', all.join(', ')];
  const allowed = (origin: string) => [
    ...['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', EXPOSED],
    ...other,
  ];
  if (origins === undefined) return () => other;
  if (origins === '*') {
    const everyone = allowed('*');
    return (origin) => (origin === undefined ? other : everyone);
  }
  const byOrigin = new Map(origins.map((origin) => [origin, allowed(origin)]));
  return (origin) => (origin === undefined ? other : (byOrigin.get(origin) ?? other));
}

function originOption(origins: Origins): '*' | string[] | false {
  if (origins === undefined) return false;
  return origins === '*' ? origins : [...origins];
}

function isAllowed(origins: Origins, { headers: { origin } }: CorsRequest): boolean {
  if (origins === undefined || origin === undefined) return false;
  return origins === '*' || origins.includes(origin);
}

function isPreflight({ method, headers }: CorsRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
