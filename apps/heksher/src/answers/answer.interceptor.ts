import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { printJson } from '@heksher/domain';
import { answerKey, type AnswerCache } from './answer-cache.js';
import { routeOf } from '../http/requests/count-requests.js';
import { matchesEtag } from './etag.js';
import { JSON_TYPE } from '../http/responses/api-headers.js';
import { PrintedAnswer } from './printed-answer.js';
import { ReadingAnswer, markStale } from './reading-answer.js';
import { StateAnswer } from './state-answer.js';

/**
 * Prints what a handler answers, every number with its digits. A handler that answers nothing has no body; a
 * `StateAnswer` has an entity tag, and is not sent again to who has it. What was made of a stale reading says so.
 */
@Injectable()
export class ExactJsonInterceptor implements NestInterceptor {
  constructor(private readonly answers: AnswerCache | undefined) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((answer: unknown) => {
        const response = http.getResponse<Response>();
        if (answer instanceof ReadingAnswer || answer instanceof StateAnswer) markStale(response, answer.reading);
        const body: unknown = answer instanceof ReadingAnswer ? answer.body : answer;
        if (body === undefined) return undefined;
        if (body instanceof StateAnswer) return this.finish(body, http.getRequest<Request>(), response);
        response.setHeader('Content-Type', JSON_TYPE);
        return body instanceof PrintedAnswer ? body.text : printJson(body);
      }),
    );
  }

  private finish(answer: StateAnswer, request: Request, response: Response): string | undefined {
    response.setHeader('Content-Type', JSON_TYPE);
    const isPost = request.method === 'POST';
    const key = answerKey(request.originalUrl, isPost ? request.handedOver?.body : undefined);
    const finished = this.answers?.store(key, routeOf(request), answer);
    if (!finished) return answer.print();
    if (!isPost) response.setHeader('ETag', finished.etag);
    if (isPost || !matchesEtag(request.headers['if-none-match'], finished.etag)) return finished.body.toString();
    response.removeHeader('Content-Type');
    response.status(304);
    return undefined;
  }
}
