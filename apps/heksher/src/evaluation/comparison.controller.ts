import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Freshness } from '@heksher/persistence';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { RequestedComparison, type ComparisonRequest } from './comparison-request.js';
import { printComparison } from './comparison.dto.js';
import { ComparisonDocs } from './comparison.openapi.js';
import { ComparisonService } from './comparison.service.js';

@ComparisonDocs
@Needs('reader')
@Controller(`${PATHS.evaluate}/compare`)
export class ComparisonController {
  constructor(private readonly comparisons: ComparisonService) {}

  @Post()
  @HttpCode(200)
  async compare(@RequestedComparison() request: ComparisonRequest, @Fresh() freshness: Freshness): Promise<Answer> {
    const page = await this.comparisons.compare(request, freshness);
    return Answer.of(page.reading, () => printComparison(page));
  }
}
