import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, concatMap, of, type Observable } from 'rxjs';
import { printJson } from '@heksher/domain';
import type { StateReading } from '@heksher/persistence';
import type { UsageCounter } from '../counting/usage-counter.js';
import { Abandoned } from '../http/body/in-slices.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { routeOf } from '../http/requests/count-requests.js';
import type { AnswerCache } from './answer-cache.js';
import { answerKey } from './answer-key.js';
import { Answer } from './answer.js';
import { matchesEtag, strongEtag } from './etag.js';
import { toBytes } from './long-text.js';

/** From this length on, bytes are sent as they are. Express would encode a text again, and block the event loop meanwhile. */
const LONG_BYTES = 256 * 1024;

/** Sends the result of a handler: an `Answer`, an object (printed with exact numbers), or no body. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  /** Both are undefined in doc-only mode. */
  constructor(
    private readonly answers: AnswerCache | undefined,
    private readonly usage: UsageCounter | undefined,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      concatMap((answer: unknown) => this.present(answer, http.getRequest(), http.getResponse())),
      catchError(endIfAbandoned),
    );
  }

  private async present(answer: unknown, request: Request, response: Response): Promise<Sendable> {
    if (answer === undefined) return undefined;
    response.setHeader('Content-Type', JSON_TYPE);
    if (!(answer instanceof Answer)) return printJson(answer);
    markAge(response, answer.reading);
    markPast(response, answer.reading);
    this.usage?.count(request, answer.uses);
    const { body, etag } = await this.print(answer, request, response);
    if (etag === undefined) return toSendable(body);
    response.setHeader('ETag', etag);
    if (!matchesEtag(request.headers['if-none-match'], etag)) return toSendable(body);
    response.removeHeader('Content-Type');
    response.status(304);
    return undefined;
  }

  private print(answer: Answer, request: Request, response: Response): Printed | Promise<Printed> {
    if (answer.cachedFor && this.answers) {
      const key = answerKey(request.originalUrl, request.handedOver?.body);
      return this.answers.store(
        { key, route: routeOf(request), isTagged: request.method !== 'POST', response },
        answer,
      );
    }
    const isTagged = answer.tagged === 'always' || (answer.tagged === 'to GET' && request.method !== 'POST');
    const text = answer.print();
    if (typeof text !== 'string') return toBytes(text, { isTagged, isWanted: () => !response.destroyed });
    return { body: text, etag: isTagged ? strongEtag(answer.printTagged?.() ?? text) : undefined };
  }
}

interface Printed {
  body: Buffer | string;
  etag: string | undefined;
}

type Sendable = string | StreamableFile | undefined;

function toSendable(body: Buffer | string): Sendable {
  return typeof body === 'string' || body.length < LONG_BYTES ? body.toString() : new StreamableFile(body);
}

/** No client is left to read an answer that was abandoned. */
function endIfAbandoned(error: unknown): Observable<undefined> {
  if (error instanceof Abandoned) return of(undefined);
  throw error;
}

/** Marks a response as RFC 7234 says if its answer was made of a stale reading, or of one that is as old as it may be. */
function markAge(response: Response, { staleSeconds, ageSeconds }: StateReading): void {
  if (staleSeconds !== undefined) response.setHeader('Warning', '110 - "Response is Stale"');
  const age = staleSeconds ?? ageSeconds;
  if (age !== undefined) response.setHeader('Age', String(age));
}

/** Says which change made the state of an answer, if it is an earlier one. */
function markPast(response: Response, { sequence }: StateReading): void {
  if (sequence !== undefined) response.setHeader('Heksher-Sequence', sequence);
}
