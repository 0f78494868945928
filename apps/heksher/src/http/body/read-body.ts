import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DomainError, locate, parseJson, type JsonValue } from '@heksher/domain';
import { handOver } from '../../answers/handed-over.js';
import { explainReadingError } from './body-encoding.js';
import { isRefused, refuseOnceRouted } from '../errors/early-refusals.js';
import { HttpProblem } from '../errors/problem.js';
import { hasTooManyTrailers } from '../limits/unfit-heads.js';

/** In bytes, inflated if it is compressed. */
export const LARGEST_BODY = 1024 * 1024;
const JSON_MEDIA_TYPE = /^application\/(json|[^\s;/]+\+json)\s*(;|$)/i;
const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-?8"?\s*(;|$))/i;

const readBytes = express.raw({ type: () => true, limit: LARGEST_BODY });
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Makes the JSON value of a text. Throws `malformed` or `invalid`. */
export type ParseJson = (text: string) => JsonValue;

/**
 * Reads a request's body as JSON, every number with its digits, into `request.body`; undefined where there is none, and
 * where the request is to be refused. Where it was read before, that counts.
 */
export const readExactJson =
  (parseText: ParseJson): RequestHandler =>
  (request: Request, response: Response, next: NextFunction) => {
    if (request.body !== undefined || isRefused(request)) return next();
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
    if (!hasBody || request.method === 'GET' || request.method === 'HEAD') return next();

    const refuse = (error: unknown) => {
      refuseOnceRouted(request, error);
      next();
    };
    const type = request.headers['content-type'];
    if (type && (!JSON_MEDIA_TYPE.test(type) || OTHER_CHARSET.test(type))) {
      return refuse(new HttpProblem(415, `the body must be application/json in UTF-8, not ${type}`));
    }
    const parse = (error?: unknown) => {
      if (error) return refuse(explainReadingError(error, request));
      if (hasTooManyTrailers(request)) return refuse(new HttpProblem(431, 'the request has more than 1,000 trailers'));
      const bytes: unknown = request.body;
      request.body = undefined;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) return next();
      try {
        request.body = parseBody(bytes, parseText);
        handOver(request, { body: bytes });
      } catch (refusal) {
        return refuse(refusal);
      }
      next();
    };
    const read = request.handedOver?.body;
    if (!read) return readBytes(request, response, parse);
    request.body = read;
    parse();
  };

/** The JSON that the bytes of a body are. Throws `malformed` or `invalid`. */
export function parseBody(bytes: Buffer, parseText: ParseJson = parseJson): JsonValue {
  return locate({ pointer: '' }, () => parseText(decode(bytes)));
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new DomainError('malformed', 'the body is not valid UTF-8');
  }
}
