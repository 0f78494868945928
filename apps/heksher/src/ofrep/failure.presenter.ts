import { BadRequestException } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError, printJson, type ErrorKind } from '@heksher/domain';
import { redactTokens } from '@heksher/logging';
import type { Failure, Presented, Presenter } from '../http/errors/presenter.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { flagKeyOf } from './flag-request.js';
import type { OfrepFailure } from './ofrep-failure.js';

const CODES: Partial<Record<ErrorKind, string>> = {
  malformed: 'PARSE_ERROR',
  invalid: 'INVALID_CONTEXT',
  'not-found': 'FLAG_NOT_FOUND',
};
const OTHER = 'GENERAL';

/** Presents errors as failures of OFREP. The providers read JSON only, and know the statuses 400, 404 and 500. */
export const failurePresenter: Presenter = {
  present({ error, problem, request }: Failure): Presented {
    const errorCode = (error instanceof DomainError && CODES[error.kind]) || OTHER;
    // Nest throws this exception for a key with an invalid percent-encoding. Its message names the key.
    const errorDetails = error instanceof BadRequestException ? error.message : problem.detail;
    return {
      status: ofrepStatus(problem.status),
      headers: { ...problem.headers, 'Content-Type': JSON_TYPE },
      body: printFailure(request, { errorCode, errorDetails }),
    };
  },

  presentUnknownRoute(request: Request): Presented {
    const errorDetails = `there is no route ${request.method} ${request.originalUrl}`;
    const body = printFailure(request, { errorCode: OTHER, errorDetails });
    return { status: 404, headers: { 'Content-Type': JSON_TYPE }, body };
  },
};

const KEPT = new Set([401, 403, 404, 429]);

function ofrepStatus(status: number): number {
  if (KEPT.has(status)) return status;
  return status < 500 ? 400 : 500;
}

function printFailure({ originalUrl }: Request, why: Pick<OfrepFailure, 'errorCode' | 'errorDetails'>): string {
  const failure: OfrepFailure = { key: flagKeyOf(originalUrl), ...why, metadata: {} };
  return redactTokens(printJson(failure));
}
