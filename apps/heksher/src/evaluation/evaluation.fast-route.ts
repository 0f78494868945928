import { Injectable } from '@nestjs/common';
import { parseBody } from '../http/body/read-body.js';
import type { FastRoute } from '../answers/fast-route.js';
import { readEvaluation } from './evaluation-request.js';
import { printRevised } from './evaluation.dto.js';
import { EvaluationService } from './evaluation.service.js';

/** Evaluations in front of Express: no two contexts need be alike, so no answer is held for them. */
@Injectable()
export class EvaluationFastRoute implements FastRoute {
  readonly route = '/api/v1/evaluate';
  readonly headers = [];

  constructor(private readonly evaluations: EvaluationService) {}

  takes({ url }: { url: string }): boolean {
    return url === this.route;
  }

  answer(_url: string, body: Buffer): string | undefined {
    const evaluated = this.evaluations.evaluateCached(readEvaluation(parseBody(body)));
    return evaluated && printRevised(evaluated);
  }
}
