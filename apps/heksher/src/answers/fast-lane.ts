import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DomainError } from '@heksher/domain';
import { FAST_LANE_MS, type Freshness, type RulesetCache } from '@heksher/persistence';
import type { UsageCounter } from '../counting/usage-counter.js';
import type { Step } from '../http/pipeline.js';
import { handOver } from '../http/requests/handed-over.js';
import type { RequestCounts } from '../http/requests/request-counts.js';
import { REQUEST_ID, requestIdOf } from '../http/requests/request-id.js';
import { API_HEADERS, JSON_TYPE } from '../http/responses/api-headers.js';
import { matchesEtag } from './etag.js';
import type { FastAnswer, FastHandler, FindAnswer } from './fast-handler.js';
import { freshnessOf } from './freshness.js';
import { waitsForChange } from './min-sequence.js';

// Names and values in turn: `writeHead` takes that without building anything.
const HEADERS = Object.entries({ ...API_HEADERS, 'Content-Type': JSON_TYPE }).flat();
const UNCHANGED_HEADERS = Object.entries(API_HEADERS).flat();
const NO_BODY = Buffer.alloc(0);

export interface FastLaneOptions {
  /** The first handler that accepts a request answers it. */
  handlers: readonly FastHandler[];
  rulesets: RulesetCache;
  requests: RequestCounts;
  /** Whether a request may be answered of the state that is cached now; if not, Express decides. Not asked by probes. */
  allows: (request: IncomingMessage) => boolean;
  usage: UsageCounter;
}

/** Answers in front of Express the requests that need nothing of it. All others, and every refusal, are left to Express. */
export function fastLane(options: FastLaneOptions): Step {
  return (express) => {
    const lane = new FastLane(options, express);
    return (request, response) => lane.take(request, response);
  };
}

/** A request that a handler may be able to answer. */
interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  find: FindAnswer;
  /** When it was ready to be answered, by the clock of `performance`. */
  start: number;
}

/** The requests that wait for the same head read. */
interface Waiting {
  headRead: Promise<void>;
  passages: Passage[];
}

class FastLane {
  /** Those that wait for the next head read. */
  private waiting: Waiting | undefined;

  constructor(
    private readonly options: FastLaneOptions,
    private readonly express: RequestListener,
  ) {}

  take(request: IncomingMessage, response: ServerResponse): void {
    const { handlers, rulesets } = this.options;
    const handler = request.handedOver?.refusal === undefined ? takerOf(request, handlers) : undefined;
    if (!handler || waitsForChange(request, rulesets)) return void this.express(request, response);
    if (request.method === 'GET') return this.answer(handler, NO_BODY, { request, response });
    readBody(request, (body) => this.answer(handler, body, { request, response }));
  }

  private answer(
    handler: FastHandler,
    body: Buffer,
    { request, response }: { request: IncomingMessage; response: ServerResponse },
  ): void {
    const find = handler.prepare(request, body);
    if (!find) return void this.express(request, response);
    const passage = { request, response, find, start: performance.now() };
    if (handler.needsHeadRead === false) return this.leave(passage, tryToFind(find, undefined));
    const { rulesets, allows } = this.options;
    const freshness = freshnessOf(request);
    const ageMs = rulesets.findAge(freshness);
    if (ageMs === undefined) return this.awaitHeadRead(passage, freshness);
    const found = allows(request) ? tryToFind(find, rulesets.revision) : undefined;
    if (found) rulesets.countWithoutHeadRead(); // otherwise Express reads again, and counts
    this.leave(passage, found, ageMs);
  }

  /** Lets a request wait for a head read that has not begun yet. */
  private awaitHeadRead(passage: Passage, freshness: Freshness): void {
    const headRead = this.options.rulesets.nextHeadRead(freshness);
    if (this.waiting?.headRead === headRead) return void this.waiting.passages.push(passage);
    const passages = [passage];
    this.waiting = { headRead, passages };
    headRead.then(
      () => this.answerAll(passages.splice(0)),
      (error: unknown) => this.giveUp(passages.splice(0), error),
    );
  }

  /**
   * Answers all requests that waited for a head read, one right after the other: a client on this machine then wakes up only
   * once.
   */
  private answerAll(passages: readonly Passage[]): void {
    const { rulesets, allows } = this.options;
    const { revision, standbyAgeMs } = rulesets;
    const found = passages.map(({ request, find }) => (allows(request) ? tryToFind(find, revision) : undefined));
    passages.forEach((passage, at) => {
      const { request, start } = passage;
      const isLate = !found[at] && performance.now() - start > FAST_LANE_MS;
      if (isLate) handOver(request, { refusal: tooLate() });
      this.leave(passage, found[at], standbyAgeMs);
    });
  }

  /** Leaves requests to Express after a head read that failed. They have waited long enough: Express need not read it again. */
  private giveUp(passages: readonly Passage[], error: unknown): void {
    for (const { request, response } of passages) {
      if (!this.options.rulesets.answersStale) handOver(request, { refusal: error });
      this.express(request, response);
    }
  }

  /** Sends what was found, and counts it; Express answers if nothing was. */
  private leave({ request, response, start }: Passage, found: FastAnswer | undefined, ageMs?: number): void {
    if (!found) return void this.express(request, response);
    send(found, { request, response, ageMs });
    const { requests, usage } = this.options;
    requests.of(found.route, request.method ?? '', response.statusCode).add(performance.now() - start);
    if (found.isRepeated) usage.countRepeated(request, found.uses);
    else usage.count(request, found.uses);
  }
}

function takerOf(request: IncomingMessage, handlers: readonly FastHandler[]): FastHandler | undefined {
  for (const handler of handlers) if (handler.takes(request)) return handler;
  return undefined;
}

/** Reads a body, and hands it over in case Express has to answer. */
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

function tryToFind(find: FindAnswer, revision: string | undefined): FastAnswer | undefined {
  try {
    return find(revision);
  } catch {
    return undefined; // Express finds the same fault, and reports it
  }
}

function tooLate(): DomainError {
  return new DomainError('unavailable', 'the database does not answer in time');
}

/** Sends an answer, without its body if the client has it already. */
function send(
  { body, etag, headers }: FastAnswer,
  { request, response, ageMs }: { request: IncomingMessage; response: ServerResponse; ageMs: number | undefined },
): void {
  const isUnchanged = etag !== undefined && matchesEtag(request.headers['if-none-match'], etag);
  const all = (isUnchanged ? UNCHANGED_HEADERS : HEADERS).slice();
  all.push(REQUEST_ID, requestIdOf(request));
  if (headers) all.push(...headers);
  if (ageMs !== undefined) all.push('Age', String(Math.floor(ageMs / 1000)));
  if (etag !== undefined) all.push('ETag', etag);
  if (!isUnchanged) all.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(isUnchanged ? 304 : 200, all).end(isUnchanged ? undefined : body);
}
