import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { parseContextList, parseSettingNames, type Point } from '@heksher/domain';
import type { Freshness } from '@heksher/persistence';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { PointPipe } from '../http/parameters/point.pipe.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { RequestedEvaluation, RequestedPaging, assertWhole } from './evaluation-request.js';
import { EvaluationDocs } from './evaluation.openapi.js';
import { printEvaluations, printRevised } from './evaluation.present.js';
import { EvaluationService, usesOf, type EvaluationRequest } from './evaluation.service.js';
import type { SettingPaging } from './setting-selection.js';

@EvaluationDocs
@Needs('reader')
@Controller(PATHS.evaluate)
export class EvaluationController {
  constructor(private readonly evaluations: EvaluationService) {}

  @Post()
  @HttpCode(200)
  async evaluate(@RequestedEvaluation() request: EvaluationRequest, @Fresh() freshness: Freshness): Promise<Answer> {
    const evaluated = await this.evaluations.evaluate(request, freshness);
    return Answer.of(evaluated.reading, () => printRevised(evaluated)).counted(usesOf(evaluated, request));
  }

  @Get()
  async evaluateByUrl(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context', TextPipe) context: string | undefined,
    @Query('explain', BooleanPipe) isExplained: boolean,
    @Query('as_of', PointPipe) asOf: Point | undefined,
    @RequestedPaging() paging: SettingPaging | undefined,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const names = settings === undefined ? undefined : parseSettingNames(settings, 'settings');
    const request = {
      settings: names,
      context: parseContextList(context ?? '', 'context'),
      isExplained,
      ...assertWhole(asOf, paging, { parameter: 'as_of' }),
    };
    const evaluated = await this.evaluations.evaluate(request, freshness);
    const uses = usesOf(evaluated, request);
    const print = () => printEvaluations(evaluated);
    if (paging) return Answer.cacheableAt(evaluated.reading, print).counted(uses);
    // Without the revision: the answer has to stay true as long as the settings are the same.
    return Answer.cacheable(evaluated.reading, names, print).counted(uses);
  }
}
