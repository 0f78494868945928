import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RulesetCache } from '@heksher/persistence';
import { answerKey, type AnswerCache, type FinishedAnswer } from './answer-cache.js';
import { matchesEtag } from './etag.js';
import { rawBodies } from './exact-json.js';
import { API_HEADERS, JSON_TYPE } from './headers.js';
import type { RequestCounts } from './request-counts.js';
import { REQUEST_ID, requestIdOf } from './request-id.js';

// Names and values in turn: what `writeHead` takes without building anything.
const HEADERS = Object.entries({ ...API_HEADERS, 'Content-Type': JSON_TYPE }).flat();
const UNCHANGED_HEADERS = Object.entries(API_HEADERS).flat();

const DECLARE = '/api/v1/settings/declare';
const LARGEST_DECLARATION = 64 * 1024;
const PLAIN_JSON = /^application\/json(; ?charset=utf-8)?$/i;

/**
 * Answers in front of Express what needs nothing of it: a GET or a declaration that was answered before, letter for
 * letter, and whose answer is still true. Everything else goes the usual way, which gives the same bytes; there it is
 * also where a refusal comes from.
 */
export function openFastLane(server: Server, { answers, rulesets, requests }: FastLaneOptions): void {
  const [express] = server.listeners('request') as [RequestListener];

  /** Gives the answer that is held for a key where it is still true, and all else to Express. */
  const answerHeld = (key: string, request: IncomingMessage, response: ServerResponse) => {
    if (!answers.has(key)) return express(request, response);
    const start = performance.now();
    rulesets.synchronized().then(
      (revision) => {
        const answer = answers.find(key, revision);
        if (!answer) return express(request, response);
        const status = reply(request, response, answer);
        requests.of(answer.route, request.method ?? '', status).add(performance.now() - start);
      },
      () => express(request, response),
    );
  };

  const answerDeclaration: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      rawBodies.set(request, body);
      answerHeld(answerKey(DECLARE, body), request, response);
    });
  };

  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.method === 'GET') answerHeld(answerKey(request.url ?? ''), request, response);
    else if (isPlainDeclaration(request)) answerDeclaration(request, response);
    else express(request, response);
  });
}

export interface FastLaneOptions {
  answers: AnswerCache;
  rulesets: RulesetCache;
  requests: RequestCounts;
}

function isPlainDeclaration({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== DECLARE || headers['content-encoding'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= LARGEST_DECLARATION && PLAIN_JSON.test(headers['content-type'] ?? '');
}

/** Sends an answer; only that to a GET has an entity tag, and is not sent again to who has it. Answers the status. */
function reply(request: IncomingMessage, response: ServerResponse, { body, etag }: FinishedAnswer): number {
  const tag = request.method === 'GET' ? ['ETag', etag] : [];
  const id = requestIdOf(request);
  if (tag.length > 0 && matchesEtag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, [...UNCHANGED_HEADERS, REQUEST_ID, id, ...tag]).end();
    return 304;
  }
  response.writeHead(200, [...HEADERS, REQUEST_ID, id, ...tag, 'Content-Length', String(body.length)]).end(body);
  return 200;
}
