import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Point } from '@heksher/domain';
import type { Freshness } from '@heksher/persistence';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { PATHS } from '../http/paths.js';
import { PointPipe } from '../http/parameters/point.pipe.js';
import { printSettingRulesBody } from '../http/representations/setting-rules.js';
import { SettingRulesDocs } from './setting-rules.openapi.js';
import { SettingRulesService } from './setting-rules.service.js';

@SettingRulesDocs
@Controller(PATHS.settings)
export class SettingRulesController {
  constructor(private readonly settings: SettingRulesService) {}

  @Get(':name/rules')
  async list(
    @Param('name') name: string,
    @Query('as_of', PointPipe) asOf: Point | undefined,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const { setting, ruleset, reading } = await this.settings.get(name, asOf, freshness);
    return Answer.cacheable(reading, [name], () => printSettingRulesBody(setting, ruleset));
  }
}
