import type { RequestHandler } from 'express';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { publicPrefixOf } from '../http/parameters/public-prefix.js';

/**
 * Leads a browser that opens the root of the service to the admin UI, or to the documentation if there is
 * no UI. Clients that do not prefer HTML get the 404 of
 * a path without a route: this is a middleware, because with a route other methods would be 405.
 */
export function leadBrowsers(config: HeksherConfig): RequestHandler {
  const target = config.ui ? `${PATHS.ui}/` : PATHS.docs;
  return (request, response, next) => {
    if (request.path !== '/' || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.vary('Accept');
    // JSON is named first, so `*/*` means JSON.
    if (request.accepts(['json', 'html']) !== 'html') return next();
    request.route = { path: '/' }; // for the metrics
    response
      .status(302)
      .location(`${publicPrefixOf(request, response, config)}${target}`)
      .end();
  };
}
