import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { parseContextFilters, parseSettingNames } from '@heksher/domain';
import { PATHS } from '../http/paths.js';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
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
import { KeyByPipe, type KeyBy } from './key-by.pipe.js';
import { QueryAnswer, QueryBody } from './query.dto.js';
import { RequestedQuery, type QueryRequest } from './query-request.js';
import { printQuery } from './query.present.js';
import { QueryService } from './query.service.js';

const REFUSALS = {
  ...MANY_RULES_PROBLEMS,
  400: 'the feature user has two filters',
  404: 'no settings are called "speeed"',
};

@ApiTags('query')
@Controller(PATHS.query)
export class QueryController {
  constructor(
    private readonly queries: QueryService,
    @InjectConfig() private readonly config: HeksherConfig,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Query rules',
    description: 'The default and the rules of settings, filtered by what the contexts of the caller can be.',
  })
  @ApiQuery({
    name: 'settings',
    type: String,
    required: false,
    example: 'cache_size',
    description: 'names or aliases; absent: all',
  })
  @ApiQuery({
    name: 'context_filters',
    type: String,
    required: false,
    example: 'user:(guest),theme:*',
    description: 'which rules: "*" for all, or for each feature the values that are wanted',
  })
  @ApiQuery({ name: 'include_metadata', required: false, type: Boolean, description: 'add the metadata of each rule' })
  @ApiQuery({
    name: 'key_by',
    enum: ['canonical', 'requested'],
    required: false,
    description:
      'what the settings are called in the answer: their canonical names, or the names and aliases that were asked ' +
      'for, each once. Absent: as the service is configured, which is canonical where HEKSHER_QUERY_KEY_BY is not set',
  })
  @ApiTaggedAnswer({ type: QueryAnswer, description: 'Settings by name.' })
  @ApiProblems({
    ...REFUSALS,
    422: 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
  })
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
  @ApiOperation({
    summary: 'Query rules by a body',
    description: 'The same with the parameters in a body, for more names than a URL may have. No entity tag.',
  })
  @ApiBodyExample(QueryBody, { settings: ['cache_size'], context_filters: { user: ['guest'], theme: '*' } })
  @ApiResponse({ status: 200, type: QueryAnswer, description: 'Settings by name.' })
  @ApiProblems({ ...BODY_PROBLEMS, ...REFUSALS, 422: 'settings must be an array of setting names' })
  async queryByBody(@RequestedQuery() query: QueryRequest): Promise<Answer> {
    return this.answer(query);
  }

  private async answer(query: QueryRequest): Promise<Answer> {
    const names = query.settings;
    const { settings, reading } = await this.queries.query(names, query.keyBy ?? this.config.queryKeyBy);
    return Answer.cacheable(reading, names, () => printQuery(settings, query));
  }
}
