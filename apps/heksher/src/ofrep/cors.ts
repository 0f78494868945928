import cors, { type CorsOptions, type CorsRequest } from 'cors';
import type { RequestHandler } from 'express';
import type { HeksherConfig } from '../config/config.js';

type Origins = HeksherConfig['corsOrigins'];

/** The package takes every OPTIONS for a preflight, and adds a Content-Length to a 204: `endPreflight` ends them instead. */
const NO_PREFLIGHT: CorsOptions = { preflightContinue: true, methods: [], allowedHeaders: [] };
const PREFLIGHT: CorsOptions = {
  preflightContinue: true,
  methods: 'GET, POST',
  allowedHeaders: 'Content-Type, Authorization, X-API-Key, If-None-Match, X-Request-Id',
  maxAge: 600,
};
const EXPOSED: CorsOptions = { exposedHeaders: 'ETag, Retry-After, X-Request-Id' };

/** Lets pages of some origins read responses, errors included. Without configured origins it does nothing. */
export function allowOrigins(origins: Origins): RequestHandler {
  return cors((request: CorsRequest, callback) => callback(null, optionsFor(request, origins)));
}

/** Answers the preflights that `allowOrigins` has marked. */
export const endPreflight: RequestHandler = (_request, response, next) => {
  if (response.hasHeader('Access-Control-Allow-Methods')) response.status(204).end();
  else next();
};

/** The headers of `allowOrigins` on a response to a request that no page has sent. */
export function headersForNoOrigin(origins: Origins): Record<string, string> {
  return origins === undefined || origins === '*' ? {} : { Vary: 'Origin' };
}

function optionsFor(request: CorsRequest, origins: Origins): CorsOptions {
  const { origin } = request.headers;
  if (origins === undefined || (origins === '*' && origin === undefined)) return { origin: false };
  const isAllowed = origins === '*' || (origin !== undefined && origins.includes(origin));
  return {
    origin: origins === '*' ? '*' : [...origins],
    ...(isAllowed && isPreflight(request) ? PREFLIGHT : NO_PREFLIGHT),
    ...(isAllowed ? EXPOSED : {}),
  };
}

function isPreflight({ method, headers }: CorsRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
