import type { RequestHandler } from 'express';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';

/**
 * Leads a browser that opens the root of the service to its documentation. Clients that do not prefer HTML get the 404 of
 * a path without a route: this is a middleware, because with a route other methods would be 405.
 */
export function leadBrowsersToDocs(config: HeksherConfig): RequestHandler {
  return (request, response, next) => {
    if (request.path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.vary('Accept');
    // JSON is named first, so `*/*` means JSON.
    if (request.accepts(['json', 'html']) !== 'html') return next();
    request.route = { path: '/' }; // for the metrics
    response
      .status(302)
      .location(`${publicPrefixOf(request, response, config)}${PATHS.docs}`)
      .end();
  };
}
