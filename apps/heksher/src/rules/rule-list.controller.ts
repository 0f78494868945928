import { Controller, Get } from '@nestjs/common';
import type { Freshness } from '@heksher/persistence';
import { PATHS } from '../http/paths.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { RequestedRules, type RuleSearch } from './rule-list-request.js';
import { printRulePage } from './rule-list.dto.js';
import { RuleListDocs } from './rule-list.openapi.js';
import { RuleListService } from './rule-list.service.js';

@RuleListDocs
@Controller(PATHS.rules)
export class RuleListController {
  constructor(private readonly rules: RuleListService) {}

  @Get()
  async list(@RequestedRules() search: RuleSearch, @Fresh() freshness: Freshness): Promise<Answer> {
    const page = await this.rules.list(search, freshness);
    return Answer.cacheableAt(page.reading, () => printRulePage(page));
  }
}
