import { Controller, Get, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SETTING_NAME, assertName, parseContextFilters } from '@heksher/domain';
import { ApiProblems } from '../http/api-docs.js';
import { FlagPipe } from '../http/flag.pipe.js';
import { TextPipe } from '../http/query-text.js';
import type { StateAnswer } from '../http/state-answer.js';
import { QueryAnswer } from './query.dto.js';
import { QueryService } from './query.service.js';

const ETAG_HEADER = { ETag: { schema: { type: 'string' as const }, description: 'the strong entity tag of the body' } };

@ApiTags('query')
@Controller('api/v1/query')
export class QueryController {
  constructor(private readonly queries: QueryService) {}

  @Get()
  @ApiOperation({
    summary: 'Query rules',
    description: 'The default and the rules of settings, filtered by what the contexts of the caller can be.',
  })
  @ApiQuery({
    name: 'settings',
    required: false,
    example: 'cache_size,speed',
    description: 'names or aliases; absent: all',
  })
  @ApiQuery({
    name: 'context_filters',
    required: false,
    example: 'account:(jim,john),theme:*',
    description: 'which rules: "*" for all, or for each feature the values that are wanted',
  })
  @ApiQuery({ name: 'include_metadata', required: false, type: Boolean, description: 'add the metadata of each rule' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'an entity tag of an earlier answer' })
  @ApiResponse({ status: 200, type: QueryAnswer, description: 'Settings by name.', headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'The answer is the one of If-None-Match.', headers: ETAG_HEADER })
  @ApiProblems({
    400: 'the feature account has two filters',
    404: 'no settings are called "speeed"',
    422: 'at character 0: expected a filter "feature:*" or "feature:(value,…)", or "*" alone',
  })
  async query(
    @Query('settings', TextPipe) settings: string | undefined,
    @Query('context_filters', TextPipe) filters: string | undefined,
    @Query('include_metadata', FlagPipe) isWithMetadata: boolean,
  ): Promise<StateAnswer> {
    return this.queries.query({
      settings: settings === undefined ? undefined : parseNames(settings),
      filters: parseContextFilters(filters ?? '*', 'context_filters'),
      isWithMetadata,
    });
  }
}

function parseNames(text: string): string[] {
  if (text === '') return [];
  const names = text.split(',');
  for (const name of names) assertName(SETTING_NAME, name, { parameter: 'settings' });
  return names;
}
