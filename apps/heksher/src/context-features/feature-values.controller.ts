import { Controller, Get, Param, Query } from '@nestjs/common';
import { printJson } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import { readLimit } from '../http/parameters/page-request.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { Answer } from '../answers/answer.js';
import { FeatureValuesDocs, USUAL_VALUES } from './feature-values.openapi.js';
import { FeatureValuesService } from './feature-values.service.js';

@FeatureValuesDocs
@Controller(`${PATHS.contextFeatures}/:name/values`)
export class FeatureValuesController {
  constructor(private readonly values: FeatureValuesService) {}

  @Get()
  async listValues(
    @Param('name') name: string,
    @Query('prefix', TextPipe) prefix: string | undefined,
    @Query('limit', TextPipe) limit: string | undefined,
  ): Promise<Answer> {
    const found = await this.values.list(name, { prefix: prefix ?? '', limit: readLimit(limit, USUAL_VALUES) });
    return Answer.cacheableAt(found, () => printJson({ values: found.values }));
  }
}
