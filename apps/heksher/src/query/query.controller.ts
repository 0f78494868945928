import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { parseContextFilters, parseSettingNames, type Point } from '@heksher/domain';
import type { Freshness } from '@heksher/persistence';
import { Needs } from '../http/needs.decorator.js';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { BooleanPipe } from '../http/parameters/boolean.pipe.js';
import { PointPipe } from '../http/parameters/point.pipe.js';
import { TextPipe } from '../http/parameters/query-text.js';
import { Answer } from '../answers/answer.js';
import { Fresh } from '../answers/freshness.js';
import { KeyByPipe, type KeyBy } from './key-by.pipe.js';
import { QueryDocs } from './query.openapi.js';
import { RequestedQuery, type QueryRequest } from './query-request.js';
import { printQuery } from './query.present.js';
import { QueryService } from './query.service.js';

@QueryDocs
@Needs('reader')
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
    @Query('as_of', PointPipe) asOf: Point | undefined,
    @Fresh() freshness: Freshness,
  ): Promise<Answer> {
    const query = {
      settings: settings === undefined ? undefined : parseSettingNames(settings, 'settings'),
      filters: parseContextFilters(filters ?? '*', { parameter: 'context_filters' }),
      isWithMetadata,
      keyBy,
      asOf,
    };
    return this.answer(query, freshness);
  }

  @Post()
  @HttpCode(200)
  async queryByBody(@RequestedQuery() query: QueryRequest, @Fresh() freshness: Freshness): Promise<Answer> {
    return this.answer(query, freshness);
  }

  private async answer(query: QueryRequest, freshness: Freshness): Promise<Answer> {
    const { settings, reading } = await this.queries.query(query, query.keyBy ?? this.config.queryKeyBy, freshness);
    const uses = query.asOf ? undefined : ({ kind: 'query', names: query.settings } as const);
    return Answer.cacheable(reading, query.settings, () => printQuery(settings, query)).counted(uses);
  }
}
