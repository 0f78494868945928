import { Injectable } from '@nestjs/common';
import { readBody } from '../http/body.pipe.js';
import { parseBody } from '../http/exact-json.js';
import type { FastRoute } from '../http/fast-route.js';
import { EvaluateBody, printRevised } from './evaluation.dto.js';
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
    const request = readBody(EvaluateBody, parseBody(body)).toRequest();
    const evaluated = this.evaluations.evaluateHeld(request);
    return evaluated && printRevised(evaluated);
  }
}
