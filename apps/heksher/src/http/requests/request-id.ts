import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction } from 'express';

/** The header with the id of a request, in requests and responses. */
export const REQUEST_ID = 'X-Request-Id';

/** Texts that are safe in a header, a log and a body. */
const SANE = /^[\w.~:/+=@-]{1,128}$/;

/** Distinguishes this process from earlier and parallel ones. */
const PROCESS = `${randomBytes(8).readBigUInt64LE().toString(36)}-`;
let count = 0;

/** The id that a request brings, or else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const own = headers['x-request-id'];
  // Node joins repeated headers with commas, which are not sane.
  return typeof own === 'string' && SANE.test(own) ? own : newRequestId();
}

/** An id that no other request has. */
export function newRequestId(): string {
  return PROCESS + (count++).toString(36);
}

/** Gives the response the id of its request. */
export function nameRequest(request: IncomingMessage, response: ServerResponse, next: NextFunction): void {
  response.setHeader(REQUEST_ID, requestIdOf(request));
  next();
}

/** The id that `nameRequest` gave a response. */
export function givenId(response: ServerResponse): string {
  return String(response.getHeader(REQUEST_ID));
}
