import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'winston';
import { givenId } from './request-id.js';

/** Logs one line for each request, at debug. With debug off, a request costs nothing. */
export function accessLog(logger: Logger): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (!logger.isDebugEnabled()) return next();
    const start = process.hrtime.bigint();
    response.on('close', () => {
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      const route = (request.route as { path?: string } | undefined)?.path;
      logger.debug('request', {
        method: request.method,
        route,
        path: request.path,
        status: response.statusCode,
        milliseconds,
        request_id: givenId(response),
      });
    });
    next();
  };
}
