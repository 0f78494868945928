import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction } from 'express';

/** The header that names a request, asked and answered. */
export const REQUEST_ID = 'X-Request-Id';

/** What may go into a header, a log and a body as it is. */
const SANE = /^[\w.~:/+=@-]{1,128}$/;

/** Tells this process from others, before and beside it. */
const PROCESS = `${randomBytes(8).readBigUInt64LE().toString(36)}-`;
let count = 0;

/** What a request calls itself, or else a name that no other request has. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const own = headers['x-request-id'];
  // Several headers come as one with commas, which is not sane.
  return typeof own === 'string' && SANE.test(own) ? own : newRequestId();
}

/** A name that no other request has. */
export function newRequestId(): string {
  return PROCESS + (count++).toString(36);
}

/** Gives the answer the name of its request. */
export function nameRequest(request: IncomingMessage, response: ServerResponse, next: NextFunction): void {
  response.setHeader(REQUEST_ID, requestIdOf(request));
  next();
}

/** The name that `nameRequest` gave an answer. */
export function givenId(response: ServerResponse): string {
  return String(response.getHeader(REQUEST_ID));
}
