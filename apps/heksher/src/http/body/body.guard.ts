import type { IncomingMessage } from 'node:http';
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { handOver } from '../requests/handed-over.js';
import type { Dialects } from '../dialects.js';
import { HttpProblem } from '../errors/problem.js';
import { assertFewTrailers } from '../limits/unfit-heads.js';
import { bodyReader, parseBody, readBody, type ReadBytes } from './read-body.js';

const JSON_MEDIA_TYPE = /^application\/(json|[^\s;/]+\+json)\s*(;|$)/i;
const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-?8"?\s*(;|$))/i;

const LARGE_BODY = 'heksher:large-body';

/** Marks a route whose bodies may be large, and which parses their bytes by itself: see `HandedOver.body`. */
export const TakesLargeBody = () => SetMetadata(LARGE_BODY, true);

/**
 * Runs once the route of a request is known, so an unknown route is 404 or 405 whatever the body is. Refuses a request that
 * an earlier step found unfit. Reads a JSON body into `request.body`, every number with its digits; without a body that is
 * undefined.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  private readonly readLargeBody: ReadBytes;

  /** `largest` is the limit of the large bodies, in bytes. */
  constructor(
    private readonly dialects: Dialects,
    { largest }: { largest: number },
  ) {
    this.readLargeBody = bodyReader(largest);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (request.handedOver?.refusal !== undefined) throw request.handedOver.refusal;
    if (!mayHaveBody(request)) return true;
    const isLarge = Reflect.getMetadata(LARGE_BODY, context.getHandler()) === true;
    return this.read(request, http.getResponse<Response>(), isLarge);
  }

  private async read(request: Request, response: Response, isLarge: boolean): Promise<true> {
    assertJsonType(request);
    const read = isLarge ? this.readLargeBody : readBody;
    const body = request.handedOver?.body ?? (await read(request, response));
    assertFewTrailers(request);
    if (body.length === 0) return true;
    handOver(request, { body });
    if (!isLarge) request.body = parseBody(body, this.dialects.of(request).parseJson);
    return true;
  }
}

function mayHaveBody({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

function assertJsonType({ headers: { 'content-type': type } }: IncomingMessage): void {
  if (!type || (JSON_MEDIA_TYPE.test(type) && !OTHER_CHARSET.test(type))) return;
  throw new HttpProblem(415, `the body must be application/json in UTF-8, not ${type}`);
}
