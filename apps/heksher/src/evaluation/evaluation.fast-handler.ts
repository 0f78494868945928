import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { isPlainPost, type FastAnswer, type FastHandler, type FindAnswer } from '../answers/fast-handler.js';
import { PATHS } from '../http/paths.js';
import { parseBody } from '../http/body/read-body.js';
import { readEvaluation } from './evaluation-request.js';
import { printRevised } from './evaluation.present.js';
import { EvaluationService, usesOf } from './evaluation.service.js';

const ROUTE = PATHS.evaluate;

/** Answers evaluations in front of Express. They aren't cached, since contexts are seldom alike. */
@Injectable()
export class EvaluationFastHandler implements FastHandler {
  constructor(private readonly evaluations: EvaluationService) {}

  takes(request: IncomingMessage): boolean {
    return request.url === ROUTE && isPlainPost(request);
  }

  prepare(_request: IncomingMessage, body: Buffer): FindAnswer {
    return () => this.answer(body);
  }

  answer(body: Buffer): FastAnswer | undefined {
    const request = readEvaluation(parseBody(body));
    const evaluated = this.evaluations.evaluateCached(request);
    return evaluated && { route: ROUTE, body: printRevised(evaluated), uses: usesOf(evaluated, request) };
  }
}
