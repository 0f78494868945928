import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { parseContextFilters, parseSettingNames } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { Answer } from '../answers/answer.js';
import { KeyByPipe, type KeyBy } from './key-by.pipe.js';
import { QueryDocs } from './query.openapi.js';
import { RequestedQuery, type QueryRequest } from './query-request.js';
import { printQuery } from './query.present.js';
import { QueryService } from './query.service.js';

@QueryDocs
@Controller(PATHS.query)
export class QueryController {
  constructor(
    private readonly queries: QueryService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Get()
  async query(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context_filters', TextPipe) filters: string | undefined,
    @Query('include_metadata', BooleanPipe) isWithMetadata: boolean,
    @Query('key_by', KeyByPipe) keyBy: KeyBy | undefined,
  ): Promise<Answer> {
    return this.answer({
      settings: settings === undefined ? undefined : parseSettingNames(settings, 'settings'),
      filters: parseContextFilters(filters ?? '*', { parameter: 'context_filters' }),
      isWithMetadata,
      keyBy,
    });
  }

  @Post()
  @HttpCode(200)
  async queryByBody(@RequestedQuery() query: QueryRequest): Promise<Answer> {
    return this.answer(query);
  }

  private async answer(query: QueryRequest): Promise<Answer> {
    const names = query.settings;
    const { settings, reading } = await this.queries.query(names, query.keyBy ?? this.config.queryKeyBy);
    return Answer.cacheable(reading, names, () => printQuery(settings, query));
  }
}
