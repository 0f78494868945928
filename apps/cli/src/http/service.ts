import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseStoredJson, printJson, type JsonValue } from '@heksher/domain';
import { EXIT } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { printable } from '../output/text.js';
import { routeOf, type Query } from './address.js';
import { describeUnknown, type InFlight, type SentChange } from './in-flight.js';
import { readNetworkFault } from './network-fault.js';
import { refusalOf, type ProblemFault } from './problem.js';

export interface ServiceOptions {
  url: URL;
  token: string | undefined;
  timeoutMs: number;
  version: string;
  inFlight: InFlight;
}

/** A successful answer. */
export interface Answer<Body> {
  body: Body;
  headers: Headers;
}

interface Sent {
  method?: string;
  query?: Query;
  body?: JsonValue;
  headers?: Record<string, string>;
  describeFault?: ((fault: ProblemFault) => string) | undefined;
}

/** How a change is sent. */
export interface ChangeOptions {
  method?: 'POST' | 'DELETE';
  note?: string | undefined;
  /** Whether the route takes an idempotency key. Then it is sent again if no answer comes. */
  isKeyed: boolean;
  describeFault?: ((fault: ProblemFault) => string) | undefined;
}

/** The pauses before a request with an idempotency key is sent again. */
const PAUSES_MS = [300, 1500];

/** No answer has come, or none of the service's own. */
class NoAnswer extends Failure {
  constructor(
    message: string,
    readonly isUnsent: boolean,
    details: readonly string[] = [],
  ) {
    super(EXIT.unreachable, message, details);
    this.name = 'NoAnswer';
  }
}

/** The service, over HTTP. Every method throws a `Failure`. */
export class Service {
  constructor(private readonly options: ServiceOptions) {}

  get url(): URL {
    return this.options.url;
  }

  /** Reads. */
  get<Body>(path: string, query: Query = {}): Promise<Answer<Body>> {
    return this.send<Body>(path, { query });
  }

  /** Asks with a body: an evaluation, a plan or a dry run. It changes nothing. */
  ask<Body>(path: string, body: JsonValue, describeFault?: (fault: ProblemFault) => string): Promise<Answer<Body>> {
    return this.send<Body>(path, { method: 'POST', body, describeFault });
  }

  /** Changes something. If no answer comes, the failure says that the outcome is unknown. */
  async change<Body>(path: string, body: JsonValue | undefined, options: ChangeOptions): Promise<Answer<Body>> {
    const { method = 'POST', note, isKeyed, describeFault } = options;
    const change: SentChange = {
      requestId: `cli-${randomUUID()}`,
      idempotencyKey: isKeyed ? `cli-${randomUUID()}` : undefined,
    };
    const headers: Record<string, string> = { 'X-Request-Id': change.requestId };
    if (change.idempotencyKey !== undefined) headers['Idempotency-Key'] = change.idempotencyKey;
    if (note !== undefined) headers['Heksher-Note'] = encodeURIComponent(note);
    const { inFlight } = this.options;
    inFlight.change = change;
    try {
      return await this.sendAgain<Body>(path, { method, body, headers, describeFault }, change);
    } finally {
      inFlight.change = undefined;
    }
  }

  private async sendAgain<Body>(path: string, sent: Sent, change: SentChange): Promise<Answer<Body>> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.send<Body>(path, sent);
      } catch (error) {
        if (!(error instanceof Failure) || error.exitCode !== EXIT.unreachable) throw error;
        if (tries === 0 && error instanceof NoAnswer && error.isUnsent) throw error;
        const pause = change.idempotencyKey === undefined ? undefined : PAUSES_MS[tries];
        if (pause === undefined) throw withAdvice(error, change);
        await wait(pause);
      }
    }
  }

  /** Opens a stream of server-sent events, from the change after `since`. It stays open without a time limit. */
  async openStream(path: string, query: Query, since: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers = {
      ...this.headers(),
      Accept: 'text/event-stream',
      ...(since !== undefined && { 'Last-Event-ID': since }),
    };
    const response = await this.fetch(routeOf(this.url, path, query), { headers, signal });
    if (response.ok && response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    await this.read(response, {});
    throw this.strange(response);
  }

  private async send<Body>(path: string, sent: Sent): Promise<Answer<Body>> {
    const { method = 'GET', query, body } = sent;
    const response = await this.fetch(routeOf(this.url, path, query), {
      method,
      headers: {
        ...this.headers(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...sent.headers,
      },
      body: body === undefined ? undefined : printJson(body),
      signal: AbortSignal.timeout(this.options.timeoutMs),
    });
    const read = await this.read(response, sent);
    return { body: read as Body, headers: response.headers };
  }

  /** The body of a success. Throws the refusal of any other response. */
  private async read(response: Response, { describeFault }: Pick<Sent, 'describeFault'>): Promise<unknown> {
    const text = await this.textOf(response);
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    if (!isJson && text !== '') throw this.strange(response);
    if (response.status >= 300 && response.status < 400) throw this.strange(response);
    const body = text === '' ? undefined : parseStoredJson(text);
    if (!response.ok) throw refusalOf(response.status, body, describeFault);
    return body;
  }

  private async textOf(response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw this.noAnswer(error);
    }
  }

  private async fetch(route: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(route, { ...init, redirect: 'manual' });
    } catch (error) {
      throw this.noAnswer(error);
    }
  }

  private headers(): Record<string, string> {
    const { token, version } = this.options;
    return {
      'Heksher-Client': `heksher-cli/${version}`,
      'User-Agent': `heksher-cli/${version}`,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    };
  }

  private noAnswer(error: unknown): NoAnswer {
    const { reason, isUnsent } = readNetworkFault(error);
    return new NoAnswer(`${this.url.href} cannot be reached: ${printable(reason)}`, isUnsent);
  }

  /** Something else than the service has answered, such as a proxy. */
  private strange({ status, headers }: Response): NoAnswer {
    const location = headers.get('location');
    const what = location === null ? (headers.get('content-type') ?? 'nothing') : `a redirect to ${location}`;
    return new NoAnswer(`${this.url.href} answers ${status} with ${printable(what)}, not like Heksher`, false, [
      'Is --url or HEKSHER_URL the address of the service itself?',
    ]);
  }
}

function withAdvice(error: Failure, change: SentChange): Failure {
  return new Failure(EXIT.unreachable, error.message, [...error.details, ...describeUnknown(change)]);
}
