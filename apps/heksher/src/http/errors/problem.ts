import { STATUS_CODES } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import { DomainError, type ErrorKind, type Fault } from '@heksher/domain';

/** A refusal that only HTTP knows, such as a body of the wrong media type. */
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

/** The only place where a kind of refusal becomes a status. */
const STATUS: Record<ErrorKind, number> = {
  malformed: 400,
  invalid: 422,
  'not-found': 404,
  conflict: 409,
  unavailable: 503,
  'too-large': 507, // not 503: asking again does not help
  'first-version-required': 400,
  'unfit-rule': 400,
  'rule-of-unknown-setting': 422,
  'repeated-filter': 400,
};

const RETRY_AFTER_SECONDS = '1';

/** An answer of RFC 9457 before it is printed. */
export interface Problem {
  status: number;
  detail: string;
  faults: readonly Fault[];
  headers: Readonly<Record<string, string>>;
}

/** What an error is to the client, or undefined where it is a fault of the service. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof DomainError) {
    const status = STATUS[error.kind];
    const headers: Record<string, string> = status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
    return { status, detail: error.message, faults: error.faults, headers };
  }
  if (error instanceof HttpProblem) {
    return { status: error.status, detail: error.message, faults: [], headers: error.headers };
  }
  return fromLibrary(error);
}

/** What Express and its body reader refuse: they say so with a status in the fours. */
function fromLibrary(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  // What Nest makes of the router's URIError; the domain has its own refusals.
  if (error instanceof BadRequestException) return refused(400, 'the URL is not validly percent-encoded');
  const { status } = error as { status?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 413) return refused(413, 'the body is larger than 1 MiB');
  return refused(status, error.message);
}

function refused(status: number, detail: string): Problem {
  return { status, detail, faults: [], headers: {} };
}

/** Which request a problem is of. */
export interface ProblemPlace {
  /** The path that was asked for, where it could be read. */
  instance?: string;
  requestId?: string;
}

/** The body of a problem. */
export function problemBody(
  { status, detail, faults }: Problem,
  { instance, requestId }: ProblemPlace,
): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    instance,
    request_id: requestId,
    errors: faults.length > 0 ? faults.map(({ message, ...at }) => ({ ...at, message })) : undefined,
  };
}
