import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DomainError } from '@heksher/domain';
import { FAST_LANE_MS, type RulesetCache } from '@heksher/persistence';
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
const NO_HEADERS: readonly string[] = [];
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
    const answerAtOnce = answerWithoutHeadRead(options, express);
    const answerLater = answerAfterHeadRead(options, express);
    return (request, response) => {
      const handler = request.handedOver?.refusal === undefined ? takerOf(request, options.handlers) : undefined;
      if (!handler || waitsForChange(request, options.rulesets)) return void express(request, response);
      const answer = handler.needsHeadRead === false ? answerAtOnce : answerLater;
      if (request.method === 'GET') return answer(handler.prepare(request, NO_BODY), request, response);
      readBody(request, (body) => answer(handler.prepare(request, body), request, response));
    };
  };
}

type Answering = (find: FindAnswer | undefined, request: IncomingMessage, response: ServerResponse) => void;

function answerWithoutHeadRead(options: FastLaneOptions, express: RequestListener): Answering {
  return (find, request, response) => {
    const start = performance.now();
    const found = find && tryToFind(find, undefined);
    if (!found) return void express(request, response);
    send(found, request, response);
    count(found, { request, response, start }, options);
  };
}

function answerAfterHeadRead(options: FastLaneOptions, express: RequestListener): Answering {
  const { rulesets, allows } = options;
  return (find, request, response) => {
    if (!find) return void express(request, response);
    const start = performance.now();
    const freshness = freshnessOf(request);
    const ageMs = rulesets.findAge(freshness);
    if (ageMs !== undefined) {
      const found = allows(request) ? tryToFind(find, rulesets.revision) : undefined;
      if (!found) return void express(request, response);
      send(withAge(found, ageMs), request, response);
      return count(found, { request, response, start }, options);
    }
    rulesets.synchronized(freshness).then(
      (revision) => {
        const standbyAgeMs = rulesets.standbyAgeMs;
        const found = allows(request) ? tryToFind(find, revision) : undefined;
        if (!found && performance.now() - start > FAST_LANE_MS) handOver(request, { refusal: tooLate() });
        // All requests that shared the head read are answered together: a client on this machine then wakes up only once.
        process.nextTick(() => {
          if (!found) return void express(request, response);
          send(standbyAgeMs === undefined ? found : withAge(found, standbyAgeMs), request, response);
          count(found, { request, response, start }, options);
        });
      },
      (error: unknown) => {
        // The request has waited long enough: Express need not read the head once more.
        if (!rulesets.answersStale) handOver(request, { refusal: error });
        express(request, response);
      },
    );
  };
}

/** Counts a request that was answered, and what the answer counts as. */
function count(
  { route, uses, isRepeated }: FastAnswer,
  { request, response, start }: { request: IncomingMessage; response: ServerResponse; start: number },
  { requests, usage }: FastLaneOptions,
): void {
  requests.of(route, request.method ?? '', response.statusCode).add(performance.now() - start);
  if (isRepeated) usage.countRepeated(request, uses);
  else usage.count(request, uses);
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

function withAge(found: FastAnswer, ageMs: number): FastAnswer {
  const headers = [...(found.headers ?? NO_HEADERS), 'Age', String(Math.floor(ageMs / 1000))];
  return { ...found, headers };
}

/** Sends an answer, without its body if the client has it already. */
function send(
  { body, etag, headers = NO_HEADERS }: FastAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isUnchanged = etag !== undefined && matchesEtag(request.headers['if-none-match'], etag);
  const all = [...(isUnchanged ? UNCHANGED_HEADERS : HEADERS), REQUEST_ID, requestIdOf(request), ...headers];
  if (etag !== undefined) all.push('ETag', etag);
  if (!isUnchanged) all.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(isUnchanged ? 304 : 200, all).end(isUnchanged ? undefined : body);
}
