import { STATUS_CODES } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import { DomainError, type ErrorKind, type Fault } from '@heksher/domain';
import { printPointer } from './pointer.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A refusal that only HTTP knows, such as that of a body of the wrong media type. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpProblem';
  }
}

/** The status of each kind of refusal. No other place knows it. */
const STATUS: Record<ErrorKind, number> = {
  malformed: 400,
  invalid: 422,
  'not-found': 404,
  conflict: 409,
  forbidden: 403,
  'precondition-failed': 412,
  'precondition-required': 428,
  gone: 410,
  unavailable: 503,
  'too-large': 507, // not 503: asking again does not help
  'first-version-required': 400,
  'unfit-rule': 400,
  'rule-of-unknown-setting': 422,
  'repeated-filter': 400,
};

const RETRY_AFTER_SECONDS = '1';

/** The part of an error that a client reads, before a presenter prints it. */
export interface Problem {
  status: number;
  detail: string;
  faults: readonly Fault[];
  headers: Readonly<Record<string, string>>;
  /** Further members of its body. */
  details?: Readonly<Record<string, unknown>>;
}

/** A problem without faults and headers. */
export function plainProblem(status: number, detail: string): Problem {
  return { status, detail, faults: [], headers: {} };
}

/** The part of an error that a client reads; undefined if the error is a fault of the service. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof DomainError) {
    const status = STATUS[error.kind];
    const headers: Record<string, string> = status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
    return { status, detail: error.message, faults: error.faults, headers, details: error.details };
  }
  if (error instanceof HttpProblem) return { ...plainProblem(error.status, error.message), headers: error.headers };
  return fromLibrary(error);
}

/** Express and its body reader mark their refusals with a 4xx in `status`. */
function fromLibrary(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  // Nest turns the router's URIError into this exception. Nothing else throws it.
  if (error instanceof BadRequestException) return plainProblem(400, 'the URL is not validly percent-encoded');
  const { status } = error as { status?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return plainProblem(status, error.message);
}

/** Which request a problem belongs to. */
export interface ProblemPlace {
  /** The URL of the request, if it could be read. */
  instance?: string;
  requestId?: string;
}

/** The body of a problem. */
export function problemBody(
  { status, detail, faults, details }: Problem,
  { instance, requestId }: ProblemPlace,
): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    instance,
    request_id: requestId,
    errors: faults.length > 0 ? faults.map(presentFault) : undefined,
    ...details,
  };
}

function presentFault({ path, parameter, message, kind }: Fault): object {
  return { pointer: path && printPointer(path), parameter, message, status: kind && STATUS[kind] };
}
