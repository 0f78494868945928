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

  /** Sends a request and reads the whole answer, of any status. */
  async send(path: string, sent: Sent): Promise<{ response: Response; text: string }> {
    const signal = AbortSignal.any([this.options.closing, AbortSignal.timeout(this.options.requestTimeoutMs)]);
    const { fetch } = this.options; // as a method of something, a browser's refuses to work
    const response = await fetch(this.urlOf(path), { ...sent, headers: this.headers(sent), signal });
    return { response, text: await response.text() };
  }

  /** Opens a stream of events and returns its body. Only the signal ends it. */
  async open(
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<NonNullable<Response['body']>> {
    const sent = { headers: { Accept: 'text/event-stream', ...headers } };
    const { fetch } = this.options;
    const response = await fetch(this.urlOf(path), { headers: this.headers(sent), signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.ok && isStream && response.body) return response.body;
    await response.body?.cancel();
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
  return new RefusedRequest(status, text, readRetryAfter(headers.get('retry-after'), Date.now()));
}

/** How many milliseconds a `Retry-After` asks to wait: it has seconds or a date. */
export function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

const SHORTEST_MS = 1000;
const LONGEST_MS = 60_000;

/** The pause after some failures in a row: up to 1 s, 2 s, 4 s … 60 s, at random, so that clients do not come all at once. */
export function backOff(failures: number, random: number): number {
  return random * Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (failures - 1));
}

/** Resolves after some time, or once the signal ends it. Does not keep a process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    (timer as Partial<NodeJS.Timeout>).unref?.();
    signal.addEventListener('abort', done);
  });
}
