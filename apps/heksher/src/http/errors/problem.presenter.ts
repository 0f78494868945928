import type { Request } from 'express';
import { printJson } from '@heksher/domain';
import { redactTokens } from '@heksher/logging';
import { allowedMethods } from './allowed-methods.js';
import type { Failure, Presented, Presenter } from './presenter.js';
import { PROBLEM_TYPE, plainProblem, problemBody } from './problem.js';

/** In characters. A URL may take 256 KiB, which is too long for an error. */
const LONGEST_INSTANCE = 2000;

/** Presents errors as problems of RFC 9457. They show no tokens, even if the request did in the wrong place. */
export class ProblemPresenter implements Presenter {
  /** `whyNoRoute` replaces the detail of a 404 for an unknown path. */
  constructor(private readonly whyNoRoute?: string) {}

  present({ problem, request, requestId }: Omit<Failure, 'error'>): Presented {
    const instance = redactTokens(request.originalUrl).slice(0, LONGEST_INSTANCE);
    return {
      status: problem.status,
      headers: { ...problem.headers, 'Content-Type': PROBLEM_TYPE },
      body: redactTokens(printJson(problemBody(problem, { instance, requestId }))),
    };
  }

  presentUnknownRoute(request: Request, requestId: string): Presented {
    const { method, path } = request;
    const methods = allowedMethods(request).join(', ');
    if (methods === '') {
      const unknown = plainProblem(404, this.whyNoRoute ?? `there is no route ${method} ${path}`);
      return this.present({ problem: unknown, request, requestId });
    }
    const headers = { Allow: methods };
    if (method === 'OPTIONS') return { status: 204, headers };
    const notAllowed = { ...plainProblem(405, `${path} takes ${methods}, not ${method}`), headers };
    return this.present({ problem: notAllowed, request, requestId });
  }
}
