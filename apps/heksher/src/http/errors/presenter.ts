import type { Request } from 'express';
import type { Problem } from './problem.js';

/** An error on its way to the client. */
export interface Failure {
  error: unknown;
  /** The part of it that the client reads. */
  problem: Problem;
  request: Request;
  requestId: string;
}

/** A response to be sent. */
export interface Presented {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** Puts errors into the form that the clients of a group of routes expect. */
export interface Presenter {
  present(failure: Failure): Presented;

  /** The response to a request that no route takes. */
  presentUnknownRoute(request: Request, requestId: string): Presented;
}
