import { printJson } from '@heksher/domain';
import { API_HEADERS } from '../responses/api-headers.js';
import { REQUEST_ID } from '../requests/request-id.js';
import { PROBLEM_TYPE, plainProblem, problemBody } from './problem.js';

/** Why a request is refused before its URL is read. */
export interface Refusal {
  status: number;
  detail: string;
}

/** The headers and the body of the response to a refused request. */
export function printRefusal(
  { status, detail }: Refusal,
  requestId: string,
): { headers: Record<string, string | number>; body: string } {
  const body = printJson(problemBody(plainProblem(status, detail), { requestId }));
  const headers = {
    ...API_HEADERS,
    [REQUEST_ID]: requestId,
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': Buffer.byteLength(body),
  };
  return { headers, body };
}
