import { printJson } from '@heksher/domain';
import { API_HEADERS } from '../headers.js';
import { problemBody } from './problem.js';
import { REQUEST_ID } from '../requests/request-id.js';

/** Why a request is refused before anything reads its URL. */
export interface Refusal {
  status: number;
  detail: string;
}

/** The headers and the body of the answer to a refused request. */
export function printRefusal(
  { status, detail }: Refusal,
  requestId: string,
): { headers: Record<string, string | number>; body: string } {
  const body = printJson(problemBody({ status, detail, faults: [], headers: {} }, { requestId }));
  const headers = {
    ...API_HEADERS,
    [REQUEST_ID]: requestId,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  return { headers, body };
}
