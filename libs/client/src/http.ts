import { Deadline } from './waiting.js';

/** The service has answered with a status that is no success. */
export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    readonly answer: string,
    /** How long the service asks to wait. */
    readonly retryAfterMs: number | undefined,
  ) {
    super(`the service has answered ${status}`);
    this.name = 'RefusedRequest';
  }
}

export interface HttpOptions {
  url: string;
  token: string | undefined;
  /** `name/version` of the program. */
  program: string;
  requestTimeoutMs: number;
  fetch: typeof fetch;
  /** Ends all requests. */
  closing: AbortSignal;
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Requests to the service. */
export class Http {
  constructor(private readonly options: HttpOptions) {}

  /** The length of the URL of a path. */
  lengthOf(path: string): number {
    return this.urlOf(path).length;
  }

  /** Sends a request and reads the whole answer, of any status. Throws after the time for a request. */
  async send(path: string, sent: Sent): Promise<{ response: Response; text: string }> {
    const { fetch, requestTimeoutMs, closing } = this.options; // as a method of something, a browser's refuses to work
    const deadline = new Deadline(closing);
    deadline.set(requestTimeoutMs, 'the service does not answer in time');
    try {
      const { signal } = deadline;
      const response = await fetch(this.urlOf(path), { ...sent, headers: this.headers(sent), signal });
      return { response, text: await response.text() };
    } finally {
      deadline.end();
    }
  }

  /**
   * Opens a stream of events and returns its body. Throws after the time for a request. Later only the deadline ends the
   * stream.
   */
  async open(
    path: string,
    headers: Record<string, string>,
    deadline: Deadline,
  ): Promise<NonNullable<Response['body']>> {
    const sent = { headers: { Accept: 'text/event-stream', ...headers } };
    const { fetch, requestTimeoutMs } = this.options;
    deadline.set(requestTimeoutMs, 'the stream of changes does not open in time');
    const response = await fetch(this.urlOf(path), { headers: this.headers(sent), signal: deadline.signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.ok && isStream && response.body) return response.body;
    throw refusal(response, '');
  }

  private urlOf(path: string): string {
    return this.options.url.replace(/\/+$/, '') + path;
  }

  private headers({ headers, body }: Sent): Record<string, string> {
    const { token, program } = this.options;
    return {
      'Heksher-Client': program,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    };
  }
}

export function refusal({ status, headers }: Response, text: string): RefusedRequest {
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), headers.get('date') ?? new Date().toUTCString());
  return new RefusedRequest(status, text, retryAfterMs);
}

/** A client that waits longer would seem to be broken. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * How many milliseconds a `Retry-After` asks to wait, at most an hour: it has seconds or a date. `date` is when it was sent,
 * by the clock of the service, which may differ from the program's.
 */
export function readRetryAfter(text: string | null, date: string): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(date);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;

/** The pause after some failures in a row: up to 1 s, 2 s, 4 s … 60 s, at random, so that clients do not come all at once. */
export function backOff(failures: number, random: number): number {
  return random * Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (failures - 1));
}
