import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { printJson } from '@heksher/domain';
import type { Logger } from 'winston';
import { allowedMethods } from './allowed-methods.js';
import { givenId } from '../requests/request-id.js';
import { problemBody, toProblem, HttpProblem, type Problem } from './problem.js';

const INTERNAL: Problem = { status: 500, detail: 'the service made a mistake; it is logged', faults: [], headers: {} };

/** Answers every error as a problem of RFC 9457. What is no refusal is a fault of the service: logged once, and a 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly report: (error: unknown) => void,
    private readonly unknownRoute: string | undefined,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    // The domain has its own errors, so an exception of Nest's comes from the router: there is no such route.
    const cause = error instanceof HttpException && error.getStatus() === 404 ? this.whyNoRoute(request) : error;
    const problem = toProblem(cause) ?? this.internal(cause, request, givenId(response));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    if (problem.status === 204) {
      response.status(204).end();
      return;
    }
    response.status(problem.status).setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    response.send(printJson(problemBody(problem, { instance: request.originalUrl, requestId: givenId(response) })));
  }

  private whyNoRoute(request: Request): HttpProblem {
    const allowed = allowedMethods(request);
    if (allowed.length === 0) {
      return new HttpProblem(404, this.unknownRoute ?? `there is no route ${request.method} ${request.path}`);
    }
    const headers = { Allow: allowed.join(', ') };
    if (request.method === 'OPTIONS') return new HttpProblem(204, '', headers);
    return new HttpProblem(405, `${request.path} takes ${allowed.join(', ')}, not ${request.method}`, headers);
  }

  private internal(error: unknown, { method, path }: Request, requestId: string): Problem {
    this.logger.error('a request failed', { method, path, request_id: requestId, error });
    this.report(error);
    return INTERNAL;
  }
}
