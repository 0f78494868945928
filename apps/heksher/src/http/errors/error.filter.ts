import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'winston';
import type { Dialects } from '../dialects.js';
import { givenId } from '../requests/request-id.js';
import type { Presented } from './presenter.js';
import { toProblem, type Problem } from './problem.js';

const FAULT: Problem = { status: 500, detail: 'the service made a mistake; it is logged', faults: [], headers: {} };

export interface ErrorFilterOptions {
  dialects: Dialects;
  logger: Logger;
  /** Receives every error that is a fault of the service. */
  report: (error: unknown) => void;
}

/**
 * Answers every error of a request: those of routes, and those of Express in front of them. An error that is no refusal is
 * a fault of the service: a 500, logged and reported once. The dialect of the request's path presents it.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly options: ErrorFilterOptions) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const presented = this.present(error, request, response);
    if (response.headersSent)
      response.destroy(); // a stream that has begun
    else send(response, presented);
  }

  private present(error: unknown, request: Request, response: Response): Presented {
    const requestId = givenId(response);
    const { presenter } = this.options.dialects.of(request);
    if (isUnknownRoute(error)) return presenter.presentUnknownRoute(request, requestId);
    const problem = toProblem(error) ?? this.noteFault(error, request, requestId);
    return presenter.present({ error, problem, request, requestId });
  }

  private noteFault(error: unknown, { method, path }: Request, requestId: string): Problem {
    this.options.logger.error('a request failed', { method, path, request_id: requestId, error });
    this.options.report(error);
    return FAULT;
  }
}

/** The domain has its own errors, so a 404 of Nest's comes from the router. */
function isUnknownRoute(error: unknown): boolean {
  return error instanceof HttpException && error.getStatus() === 404;
}

function send(response: Response, { status, headers, body }: Presented): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) response.end();
  else response.send(body);
}
