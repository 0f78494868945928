import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RulesetCache } from '@heksher/persistence';
import { answerKey, type AnswerCache, type FinishedAnswer } from './answer-cache.js';
import { matchesEtag } from './etag.js';
import { rawBodies } from './exact-json.js';
import { noteFailedLook } from './failed-looks.js';
import type { FastRoute } from './fast-route.js';
import { API_HEADERS, JSON_TYPE } from './headers.js';

// Names and values in turn: what `writeHead` takes without building anything.
const HEADERS = Object.entries({ ...API_HEADERS, 'Content-Type': JSON_TYPE }).flat();
const UNCHANGED_HEADERS = Object.entries(API_HEADERS).flat();

const DECLARE = '/api/v1/settings/declare';
const LARGEST_BODY = 64 * 1024;
const PLAIN_JSON = /^application\/json(; ?charset=utf-8)?$/i;

export interface FastLaneOptions {
  answers: AnswerCache;
  rulesets: RulesetCache;
  routes: readonly FastRoute[];
}

/**
 * Answers in front of Express what needs nothing of it: a GET or a declaration that was answered before, letter for
 * letter, and whose answer is still true; and the fast routes. Everything else goes the usual way, which gives the same
 * bytes; there it is also where a refusal comes from.
 */
export function openFastLane(server: Server, options: FastLaneOptions): void {
  const [express] = server.listeners('request') as [RequestListener];
  const lane = new FastLane(options, express);
  server.removeAllListeners('request');
  server.on('request', (request, response) => lane.handle(request, response));
}

class FastLane {
  constructor(
    private readonly options: FastLaneOptions,
    private readonly express: RequestListener,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '' } = request;
    if (method === 'GET') return this.answerHeld(answerKey(url), request, response);
    if (method !== 'POST' || !isPlainJson(request)) return void this.express(request, response);
    if (url === DECLARE) {
      return readBody(request, (body) => this.answerHeld(answerKey(url, body), request, response));
    }
    const { origin } = request.headers;
    const route = this.options.routes.find((one) => one.takes({ url, origin }));
    if (!route) return void this.express(request, response);
    readBody(request, (body) => {
      const answer = () => {
        const text = printed(route, url, body);
        return text === undefined ? undefined : () => send(response, text, route.headers);
      };
      this.whenSynchronized(answer, request, response);
    });
  }

  /** Gives the answer that is held for a key where it is still true. */
  private answerHeld(key: string, request: IncomingMessage, response: ServerResponse): void {
    const { answers } = this.options;
    if (!answers.has(key)) return void this.express(request, response);
    const answer = (revision: string | undefined) => {
      const held = answers.find(key, revision);
      return held && (() => sendHeld(request, response, held));
    };
    this.whenSynchronized(answer, request, response);
  }

  /**
   * Finds an answer right after a look at the database, and sends it once all who waited for the same look have theirs: a
   * client on the same machine then wakes up once for all of them. Without an answer Express gives it.
   */
  private whenSynchronized(
    answer: (revision: string | undefined) => (() => void) | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const express = () => this.express(request, response);
    const { rulesets } = this.options;
    rulesets.synchronized().then(
      (revision) => process.nextTick(answer(revision) ?? express),
      (error: unknown) => {
        if (!rulesets.answersStale) noteFailedLook(request, error);
        express();
      },
    );
  }
}

/** Sends an answer that is held; that to a GET has an entity tag, and is not sent again to who has it. */
function sendHeld(request: IncomingMessage, response: ServerResponse, { body, etag }: FinishedAnswer): void {
  if (request.method !== 'GET') send(response, body, []);
  else if (!matchesEtag(request.headers['if-none-match'], etag)) send(response, body, ['ETag', etag]);
  else response.writeHead(304, [...UNCHANGED_HEADERS, 'ETag', etag]).end();
}

function send(response: ServerResponse, body: Buffer | string, headers: readonly string[]): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(200, [...HEADERS, ...headers, 'Content-Length', length]).end(body);
}

function printed(route: FastRoute, url: string, body: Buffer): string | undefined {
  try {
    return route.answer(url, body);
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
    rawBodies.set(request, body);
    use(body);
  });
}
