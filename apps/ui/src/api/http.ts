import { noteAge } from './age.js';
import { isJsonObject, parseJson, printJson, type JsonObject, type JsonValue } from '@heksher/domain';
import { noteWrite, wantedChange } from './own-writes.js';

/** The address of the service, with the path prefix that it may have: the page is at `ui/` below it. */
export const SERVICE = new URL('..', document.baseURI);

/** The longest that the page waits for an answer. The service answers or refuses within 5 s; a dry run may take longer. */
const PATIENCE_MS = 30_000;

/** The name of the page as a client. The service does not count its requests as uses. */
export const CLIENT = { 'Heksher-Client': 'heksher-ui' };

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Question {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Parameters of the URL. Those that are undefined are left out. */
  query?: Query | undefined;
  body?: unknown;
  /** The entity tag of what the person saw. */
  ifMatch?: string | undefined;
  /** Makes a repeated write safe: see `newKey`. */
  idempotencyKey?: string | undefined;
  /** Why, in the person's words, for writes whose body has no note. */
  note?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Reply<Body> {
  body: Body;
  etag: string | undefined;
  /** The sequence of the change that the request made. */
  sequence: number | undefined;
  headers: Headers;
}

/** Why a request has no answer. */
export class Failure extends Error {
  constructor(
    /** The HTTP status; 0 if the service could not be reached. */
    readonly status: number,
    /** In words, from the service if it answered. */
    readonly detail: string,
    /** The members of the problem. */
    readonly problem: JsonObject = {},
  ) {
    super(detail);
    this.name = 'Failure';
  }

  /** Whether it may pass by itself, soon. Whoever has waited for the longest time does not wait again. */
  get isPassing(): boolean {
    const { status, problem } = this;
    return (status === 0 && problem['isTooLate'] !== true) || status === 429 || status >= 502;
  }

  /** The id under which the service has logged the request. */
  get requestId(): string | undefined {
    const id = this.problem['request_id'];
    return typeof id === 'string' ? id : undefined;
  }
}

/** Whether a change was refused because the service requires a note. */
export function isNoteMissing(error: unknown): boolean {
  if (!(error instanceof Failure) || error.status !== 422) return false;
  const { errors } = error.problem;
  return Array.isArray(errors) && errors.some((fault) => isJsonObject(fault) && fault['parameter'] === 'Heksher-Note');
}

/** Whether a change was refused because somebody else was faster. */
export function isOutdated(error: unknown): error is Failure {
  return error instanceof Failure && error.status === 412;
}

/** `isOutdated`, or what is to be changed does not exist any more. */
export function isOvertaken(error: unknown): error is Failure {
  return isOutdated(error) || (error instanceof Failure && error.status === 404);
}

/**
 * Asks the service. Numbers keep all their digits: an answer is read by the domain's parser and not by the browser's. Throws
 * a `Failure`.
 */
export async function ask<Body>(path: string, question: Question = {}): Promise<Reply<Body>> {
  const { method = 'GET', query, body, ifMatch, idempotencyKey, note, signal } = question;
  const headers = new Headers({ Accept: 'application/json', ...CLIENT });
  const wanted = method === 'GET' ? wantedChange() : undefined;
  if (wanted !== undefined) headers.set('Heksher-Min-Sequence', wanted);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (ifMatch !== undefined) headers.set('If-Match', ifMatch);
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  if (note !== undefined && note !== '') headers.set('Heksher-Note', encodeURIComponent(note));
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(addressOf(path, query), {
      method,
      headers,
      body: body === undefined ? null : printJson(body),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      credentials: 'same-origin',
      // An own address leads to the sign-in page only if it is opened, never for data.
      redirect: 'error',
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    if (patience.aborted) throw new Failure(0, 'there was no answer within 30 seconds', { isTooLate: true });
    throw new Failure(0, 'the network is down, or the service is');
  }
  noteAge(path, response);
  const parsed = parse(text);
  if (!response.ok) throw toFailure(response, parsed);
  const sequence = response.headers.get('Heksher-Sequence');
  if (method !== 'GET' && sequence !== null) noteWrite(sequence);
  return {
    body: parsed as Body,
    etag: response.headers.get('ETag') ?? undefined,
    sequence: sequence === null ? undefined : Number(sequence),
    headers: response.headers,
  };
}

/** The URL of a path of the service, such as `api/v1/settings`. */
export function addressOf(path: string, query: Query = {}): URL {
  const url = new URL(path, SERVICE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

/** A key for one intended write. Sending the write again with its key does not write twice. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text: string): JsonValue | undefined {
  try {
    return text === '' ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

function toFailure(response: Response, body: JsonValue | undefined): Failure {
  const problem = isJsonObject(body) ? body : {};
  const { detail } = problem;
  const words = typeof detail === 'string' ? detail : `${response.status} ${response.statusText}`.trim();
  return new Failure(response.status, words, problem);
}
