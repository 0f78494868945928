import type { IncomingMessage } from 'node:http';
import type { Uses } from '../counting/uses.js';
import { LARGEST_BODY } from '../http/body/read-body.js';

/**
 * A kind of request that the fast lane answers from memory, in front of Express. Its answers have the bytes that Express
 * would send. It leaves requests to Express that need the database or must be refused.
 */
export interface FastHandler {
  /** False if its answers say nothing of what is stored, and are for everyone; otherwise a head read comes before each. */
  readonly needsHeadRead?: false;

  /** Whether a request is of this kind, by its head. */
  takes(request: IncomingMessage): boolean;

  /**
   * What finds the answer to a request, once the head is read if it must be; undefined if it isn't worth that, and Express has to
   * answer. The body of a GET is empty.
   */
  prepare(request: IncomingMessage, body: Buffer): FindAnswer | undefined;
}

/**
 * Finds an answer that is true of a revision, right after the rulesets were synchronized; of none if no head was read. If it
 * finds none or throws, Express has to answer.
 */
export type FindAnswer = (revision: string | undefined) => FastAnswer | undefined;

export interface FastAnswer {
  /** The pattern of its route. */
  route: string;
  body: Buffer | string;
  /** Its entity tag, if it has one. */
  etag?: string | undefined;
  /** The headers that not all answers have: names and values in turn. */
  headers?: readonly string[];
  /** What sending it counts as. */
  uses?: Uses | undefined;
  /** Whether many requests share it. */
  isRepeated?: boolean;
}

const PLAIN_JSON = /^application\/json(; ?charset=utf-8)?$/i;

/** Whether a request is a POST with a body that can be read without Express. */
export function isPlainPost({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || headers['content-encoding'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= LARGEST_BODY && PLAIN_JSON.test(headers['content-type'] ?? '');
}
