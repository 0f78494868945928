import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { AS_STANDBY, NEWEST, type Freshness } from '@heksher/persistence';
import { PATHS } from '../http/paths.js';
import type { Step } from '../http/pipeline.js';
import { handOver } from '../http/requests/handed-over.js';
import { remembering } from '../http/requests/remembering.js';
import { readMaxAge } from './cache-control.js';

const DECLARE = `${PATHS.settings}/declare`;

export interface FreshnessOptions {
  /** How old the answer may be to a request that does not say. */
  maxAgeMs: number;
  /** Whether a request counts only as long as its token is not revoked. */
  isByToken: (request: IncomingMessage) => boolean;
}

/** Reads from each request how old its answer may be, for the fast lane and for the routes. */
export function noteFreshness(options: FreshnessOptions): Step {
  const byDefault = options.maxAgeMs === 0 ? AS_STANDBY : { maxAgeMs: options.maxAgeMs, maxLagMs: Infinity };
  const askedBy = remembering(readMaxAge);
  return (next) => (request, response) => {
    const header = request.headers['cache-control'];
    const asked = header === undefined ? undefined : askedBy(header);
    const freshness = wantedBy(request, asked, options) ?? byDefault;
    if (freshness !== AS_STANDBY) handOver(request, { freshness });
    next(request, response);
  };
}

/** How old the answer to a request may be. */
export function freshnessOf(request: IncomingMessage): Freshness {
  return request.handedOver?.freshness ?? AS_STANDBY;
}

/** How old the answer of a route may be. The decorator adds the header to the documentation of the route. */
export const Fresh = createParamDecorator(
  (_: unknown, context: ExecutionContext): Freshness => freshnessOf(context.switchToHttp().getRequest()),
  [document],
);

/**
 * How old the answer may be; undefined if the request does not say. Without a head read, nobody notices that a token was
 * revoked. So only the operator says how old that may be.
 */
function wantedBy(
  request: IncomingMessage,
  asked: number | undefined,
  { maxAgeMs, isByToken }: FreshnessOptions,
): Freshness | undefined {
  // A declaration is a write, even if the fast lane answers that it changes nothing.
  if (request.method === 'POST' && request.url === DECLARE) return NEWEST;
  if (asked === undefined) return undefined;
  if (asked === 0) return NEWEST;
  return { maxAgeMs: asked > maxAgeMs && isByToken(request) ? maxAgeMs : asked, maxLagMs: asked };
}

function document(controller: object, route: string | symbol | undefined): void {
  const method = route === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, route);
  if (route === undefined || !method) return;
  ApiHeader({
    name: 'Heksher-Min-Sequence',
    required: false,
    schema: { type: 'integer', format: 'int64' },
    description: 'the sequence of a change that the answer must have: 503 if it is not seen within about a second',
  })(controller, route, method);
  ApiHeader({
    name: 'Cache-Control',
    required: false,
    schema: { type: 'string', example: 'max-age=5' },
    description:
      'max-age: the most seconds since the service has seen that its state is the newest. An answer of such a state has Age. ' +
      'no-cache: never older than the request. Absent: HEKSHER_MAX_AGE_MS decides, by default like no-cache',
  })(controller, route, method);
}
