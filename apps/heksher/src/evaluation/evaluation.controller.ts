import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { parseContextList, parseSettingNames } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import {
  ApiBodyExample,
  ApiProblems,
  ApiTaggedAnswer,
  BODY_PROBLEMS,
  MANY_RULES_PROBLEMS,
} from '../http/openapi/api-docs.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { Answer } from '../answers/answer.js';
import { RequestedEvaluation } from './evaluation-request.js';
import { EvaluateBody, EvaluationAnswer, RevisedEvaluationAnswer } from './evaluation.dto.js';
import { printEvaluations, printRevised } from './evaluation.present.js';
import { EvaluationService, type EvaluationRequest } from './evaluation.service.js';

const UNKNOWN = { ...MANY_RULES_PROBLEMS, 404: 'no settings are called "speeed"' };

@ApiTags('evaluation')
@Controller(PATHS.evaluate)
export class EvaluationController {
  constructor(private readonly evaluations: EvaluationService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Evaluate settings',
    description:
      'The value that settings have in a context: that of the rule that wins, else the default. With `explain`, what ' +
      'became of every rule.',
  })
  @ApiBodyExample(EvaluateBody, { context: { user: 'guest', theme: 'dark' }, settings: ['cache_size'], explain: true })
  @ApiResponse({ status: 200, type: RevisedEvaluationAnswer, description: 'The values, all of one state.' })
  @ApiProblems({
    ...BODY_PROBLEMS,
    ...UNKNOWN,
    422: 'the value of the feature user must be a string, a number or a boolean',
  })
  async evaluate(@RequestedEvaluation() request: EvaluationRequest): Promise<Answer> {
    const evaluated = await this.evaluations.evaluate(request);
    return Answer.of(evaluated.reading, () => printRevised(evaluated));
  }

  @Get()
  @ApiOperation({
    summary: 'Evaluate settings by URL',
    description: 'The same with everything in the URL. The answer has an entity tag in place of the revision.',
  })
  @ApiQuery({
    name: 'settings',
    type: String,
    required: false,
    example: 'cache_size',
    description: 'names or aliases; absent: all',
  })
  @ApiQuery({
    name: 'context',
    type: String,
    required: false,
    example: 'user:guest,theme:dark',
    description: 'values of features, which have no comma; absent: none',
  })
  @ApiQuery({ name: 'explain', required: false, type: Boolean, description: 'say of every rule what became of it' })
  @ApiTaggedAnswer({ type: EvaluationAnswer, description: 'The values.' })
  @ApiProblems({ ...UNKNOWN, 422: '"user" is not of the form "feature:value"' })
  async evaluateByUrl(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context', TextPipe) context: string | undefined,
    @Query('explain', BooleanPipe) isExplained: boolean,
  ): Promise<Answer> {
    const names = settings === undefined ? undefined : parseSettingNames(settings, 'settings');
    const { evaluations, reading } = await this.evaluations.evaluate({
      settings: names,
      context: parseContextList(context ?? '', 'context'),
      isExplained,
    });
    // Without the revision: the answer has to stay true as long as the settings are the same.
    return Answer.cacheable(reading, names, () => printEvaluations(evaluations));
  }
}
