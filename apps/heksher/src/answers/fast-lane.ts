import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DomainError } from '@heksher/domain';
import { FAST_LANE_MS, type RulesetCache } from '@heksher/persistence';
import { answerKey, type AnswerCache, type FinishedAnswer } from './answer-cache.js';
import { matchesEtag } from './etag.js';
import { handOver } from '../http/requests/handed-over.js';
import { LARGEST_BODY } from '../http/body/read-body.js';
import type { FastRoute } from './fast-route.js';
import { API_HEADERS, JSON_TYPE } from '../http/responses/api-headers.js';
import type { RequestCounts } from '../http/requests/request-counts.js';
import { REQUEST_ID, requestIdOf } from '../http/requests/request-id.js';
import type { Step } from '../http/pipeline.js';

// Names and values in turn: what `writeHead` takes without building anything.
const HEADERS = Object.entries({ ...API_HEADERS, 'Content-Type': JSON_TYPE }).flat();
const UNCHANGED_HEADERS = Object.entries(API_HEADERS).flat();

/** POSTs that are answered like a GET: the same body has the same answer as long as its settings are the same. */
const REPEATABLE = new Set(['/api/v1/settings/declare', '/api/v1/query']);
const PLAIN_JSON = /^application\/json(; ?charset=utf-8)?$/i;

export interface FastLaneOptions {
  answers: AnswerCache;
  rulesets: RulesetCache;
  requests: RequestCounts;
  routes: readonly FastRoute[];
}

/** An answer before it is sent. */
interface Ready {
  /** The pattern of its route. */
  route: string;
  status: 200 | 304;
  body: Buffer | string | undefined;
  /** What it carries besides what all answers have: names and values in turn. */
  headers: readonly string[];
}

/**
 * Answers in front of Express what needs nothing of it: a GET, a declaration or a query by POST that was answered
 * before, letter for letter, and whose answer is still true; and the fast routes. Everything else goes the usual way, which gives the same
 * bytes; there it is also where a refusal comes from.
 */
export function openFastLane(options: FastLaneOptions): Step {
  return (express) => {
    const lane = new FastLane(options, express);
    return (request, response) => lane.handle(request, response);
  };
}

class FastLane {
  constructor(
    private readonly options: FastLaneOptions,
    private readonly express: RequestListener,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.handedOver?.refusal !== undefined) return void this.express(request, response);
    const { method, url = '' } = request;
    if (method === 'GET') return this.answerHeld(answerKey(url), request, response);
    if (method !== 'POST' || !isPlainJson(request)) return void this.express(request, response);
    if (REPEATABLE.has(url)) {
      return readBody(request, (body) => this.answerHeld(answerKey(url, body), request, response));
    }
    const { origin } = request.headers;
    const route = this.options.routes.find((one) => one.takes({ url, origin }));
    if (!route) return void this.express(request, response);
    readBody(request, (body) => this.whenSynchronized(() => printed(route, url, body), request, response));
  }

  /** Gives the answer that is held for a key where it is still true. */
  private answerHeld(key: string, request: IncomingMessage, response: ServerResponse): void {
    const { answers } = this.options;
    if (!answers.has(key)) return void this.express(request, response);
    const find = (revision: string | undefined) => {
      const held = answers.find(key, revision);
      return held && readyToSend(request, held);
    };
    this.whenSynchronized(find, request, response);
  }

  /**
   * Finds an answer right after a look at the database, and sends it once all who waited for the same look have theirs: a
   * client on the same machine then wakes up once for all of them. Without an answer Express gives it.
   */
  private whenSynchronized(
    find: (revision: string | undefined) => Ready | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const start = performance.now();
    const { rulesets } = this.options;
    rulesets.synchronized().then(
      (revision) => {
        const ready = find(revision);
        if (!ready && performance.now() - start > FAST_LANE_MS) handOver(request, { refusal: tooLate() });
        process.nextTick(() => (ready ? this.send(ready, start, request, response) : this.express(request, response)));
      },
      (error: unknown) => {
        // It has waited long enough: the usual way is not to look once more.
        if (!rulesets.answersStale) handOver(request, { refusal: error });
        this.express(request, response);
      },
    );
  }

  private send(
    { route, status, body, headers }: Ready,
    start: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const all = [...(body === undefined ? UNCHANGED_HEADERS : HEADERS), REQUEST_ID, requestIdOf(request), ...headers];
    if (body !== undefined) all.push('Content-Length', String(Buffer.byteLength(body)));
    response.writeHead(status, all).end(body);
    this.options.requests.of(route, request.method ?? '', status).add(performance.now() - start);
  }
}

function tooLate(): DomainError {
  return new DomainError('unavailable', 'the database does not answer in time');
}

/** An answer that is held; that to a GET has an entity tag, and is not sent again to who has it. */
function readyToSend({ method, headers }: IncomingMessage, { route, body, etag }: FinishedAnswer): Ready {
  if (method !== 'GET') return { route, status: 200, body, headers: [] };
  const isKnown = matchesEtag(headers['if-none-match'], etag);
  return { route, status: isKnown ? 304 : 200, body: isKnown ? undefined : body, headers: ['ETag', etag] };
}

function printed(fast: FastRoute, url: string, body: Buffer): Ready | undefined {
  try {
    const text = fast.answer(url, body);
    return text === undefined ? undefined : { route: fast.route, status: 200, body: text, headers: fast.headers };
  } catch {
    return undefined; // the usual way finds the same fault, and tells of it
  }
}

function isPlainJson({ headers }: IncomingMessage): boolean {
  if (headers['content-encoding'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= LARGEST_BODY && PLAIN_JSON.test(headers['content-type'] ?? '');
}

/** Reads a body and keeps it for Express, should that have to answer. */
function readBody(request: IncomingMessage, use: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [only] = chunks;
    const body = only && chunks.length === 1 ? only : Buffer.concat(chunks);
    handOver(request, { body });
    use(body);
  });
}
