import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { map, type Observable } from 'rxjs';
import { parseJson, printJson } from '@heksher/domain';
import { HttpProblem } from './problem.js';

export const JSON_TYPE = 'application/json; charset=utf-8';

const LARGEST_BODY = 1024 * 1024;
const JSON_MEDIA_TYPE = /^application\/(json|[^\s;/]+\+json)\s*(;|$)/i;
const OTHER_CHARSET = /;\s*charset\s*=\s*"?(?!utf-?8"?\s*(;|$))/i;

const readBytes = express.raw({ type: () => true, limit: LARGEST_BODY });
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a request's body as JSON, every number with its digits, into `request.body`; undefined where there is none. */
export const readExactJson: RequestHandler = (request: Request, response: Response, next: NextFunction) => {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!hasBody || request.method === 'GET' || request.method === 'HEAD') return next();

  const type = request.headers['content-type'];
  if (type !== undefined && (!JSON_MEDIA_TYPE.test(type) || OTHER_CHARSET.test(type))) {
    return next(new HttpProblem(415, `the body must be application/json in UTF-8, not ${type}`));
  }
  readBytes(request, response, (error?: unknown) => {
    if (error) return next(error);
    try {
      request.body = Buffer.isBuffer(request.body) && request.body.length > 0 ? parseBytes(request.body) : undefined;
    } catch (refusal) {
      return next(refusal);
    }
    next();
  });
};

function parseBytes(bytes: Buffer): unknown {
  return parseJson(decode(bytes));
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new HttpProblem(400, 'the body is not valid UTF-8');
  }
}

/** A body that is JSON text already. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Prints what a handler answers, every number with its digits. A handler that answers nothing has no body. */
export class ExactJsonInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((body: unknown) => {
        if (body === undefined) return undefined;
        context.switchToHttp().getResponse<Response>().setHeader('Content-Type', JSON_TYPE);
        return body instanceof JsonText ? body.text : printJson(body);
      }),
    );
  }
}
