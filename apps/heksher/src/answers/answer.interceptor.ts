import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { printJson } from '@heksher/domain';
import type { StateReading } from '@heksher/persistence';
import type { UsageCounter } from '../counting/usage-counter.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { routeOf } from '../http/requests/count-requests.js';
import type { AnswerCache } from './answer-cache.js';
import { answerKey } from './answer-key.js';
import { Answer } from './answer.js';
import { matchesEtag, strongEtag } from './etag.js';

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
    return next.handle().pipe(map((answer: unknown) => this.present(answer, http.getRequest(), http.getResponse())));
  }

  private present(answer: unknown, request: Request, response: Response): string | undefined {
    if (answer === undefined) return undefined;
    response.setHeader('Content-Type', JSON_TYPE);
    if (!(answer instanceof Answer)) return printJson(answer);
    markAge(response, answer.reading);
    markPast(response, answer.reading);
    this.usage?.count(request, answer.uses);
    const { body, etag } = this.print(answer, request);
    if (etag === undefined) return body.toString();
    response.setHeader('ETag', etag);
    if (!matchesEtag(request.headers['if-none-match'], etag)) return body.toString();
    response.removeHeader('Content-Type');
    response.status(304);
    return undefined;
  }

  private print(answer: Answer, request: Request): { body: Buffer | string; etag: string | undefined } {
    if (answer.cachedFor && this.answers) {
      const key = answerKey(request.originalUrl, request.handedOver?.body);
      return this.answers.store({ key, route: routeOf(request), isTagged: request.method !== 'POST' }, answer);
    }
    const body = answer.print();
    const isTagged = answer.tagged === 'always' || (answer.tagged === 'to GET' && request.method !== 'POST');
    return { body, etag: isTagged ? strongEtag(answer.printTagged?.() ?? body) : undefined };
  }
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
