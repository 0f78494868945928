import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const failures = new WeakMap<IncomingMessage, unknown>();

/** Notes that the database was looked at for a request, in vain, before Express gets it. */
export function noteFailedLook(request: IncomingMessage, error: unknown): void {
  failures.set(request, error);
}

/** Refuses what the database was looked at for in vain: it has waited long enough. */
export const refuseAfterFailedLook: RequestHandler = (request, _response, next) => next(failures.get(request));
