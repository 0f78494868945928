import { isMutation, type Answer, type Operation } from './operations.js';
import type { Recorded } from './history.js';
import { requestOf } from './requests.js';

/** The target of an operation, and the time after which its client gives up; undefined if the client waits. */
export interface Sending {
  id: string;
  replica: { name: string; url: string };
  abortAfterMs: number | undefined;
}

/** Sends an operation under its id and records its outcome. */
export async function run(operation: Operation, { id, replica, abortAfterMs }: Sending): Promise<Recorded> {
  const start = performance.now();
  const answer = await ask(operation, { id, url: replica.url, abortAfterMs });
  return { id, replica: replica.name, operation, start, end: performance.now(), answer };
}

async function ask(
  operation: Operation,
  { id, url, abortAfterMs }: { id: string; url: string; abortAfterMs: number | undefined },
): Promise<Answer | 'unknown'> {
  const { method, path, body } = requestOf(operation);
  try {
    const response = await fetch(url + path, {
      method,
      headers: { 'X-Forwarded-Email': id, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      ...(abortAfterMs !== undefined && { signal: AbortSignal.timeout(abortAfterMs) }),
    });
    return answerOf(operation, response.status, await response.text());
  } catch {
    return 'unknown';
  }
}

function answerOf(operation: Operation, status: number, text: string): Answer | 'unknown' {
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  if (status === 503 || isOfrepUnavailable(status, body)) return 'unknown';
  if (status >= 400 && !isRefusalInFull(operation, body)) return { status };
  if (operation.kind === 'flags') return { status, body: { flags: (body as { flags: unknown }).flags } };
  return body === undefined ? { status } : { status, body };
}

/** OFREP has no 503. */
function isOfrepUnavailable(status: number, body: unknown): boolean {
  const { errorDetails = '' } = (body ?? {}) as { errorDetails?: string };
  return status === 500 && errorDetails.startsWith('the database ');
}

/** Whether a refusal has a JSON body that clients read, rather than a problem. */
function isRefusalInFull(operation: Operation, body: unknown): boolean {
  if (!isMutation(operation) || typeof body !== 'object' || body === null) return false;
  return 'outcome' in body || 'conflicts' in body;
}
