import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { DomainError, printJson, type ErrorKind } from '@heksher/domain';
import { JSON_TYPE } from '../http/headers.js';
import type { OfrepFailure } from './ofrep-failure.js';
import { HttpProblem, toProblem } from '../http/errors/problem.js';
import { flagKeyOf } from './flag-request.js';

const CODES: Partial<Record<ErrorKind, string>> = {
  malformed: 'PARSE_ERROR',
  invalid: 'INVALID_CONTEXT',
  'not-found': 'FLAG_NOT_FOUND',
};

/** Refuses what no route under /ofrep/ has taken. */
export const refuseUnknownRoute: RequestHandler = ({ method, originalUrl }, _response, next) => {
  next(new HttpProblem(404, `there is no route ${method} ${originalUrl}`));
};

/** Answers every error under /ofrep/ in the words of OFREP: the providers read JSON only, and know 400, 404 and 500. */
export const answerFailure: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error); // a stream that has begun: the last handler cuts it off
  const problem = toProblem(error);
  const failure: OfrepFailure = {
    key: flagKeyOf(request.originalUrl),
    errorCode: (error instanceof DomainError && CODES[error.kind]) || 'GENERAL',
    errorDetails: problem?.detail ?? 'the service made a mistake; it is logged',
    metadata: {},
  };
  if (problem) {
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    sendFailure(response, toOfrepStatus(problem.status), failure);
    return;
  }
  // A fault of the service: the last handler logs and reports it. Only what it then sends is put differently.
  const plain = response.send.bind(response);
  response.send = () => {
    response.send = plain;
    return sendFailure(response, 500, failure);
  };
  next(error);
};

function toOfrepStatus(status: number): number {
  if (status === 404) return 404;
  return status < 500 ? 400 : 500;
}

function sendFailure(response: Response, status: number, failure: OfrepFailure): Response {
  return response.status(status).setHeader('Content-Type', JSON_TYPE).send(printJson(failure));
}
