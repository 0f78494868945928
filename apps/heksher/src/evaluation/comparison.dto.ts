import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { Evaluation, JsonObject, JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { CURSOR_MEMBER, LIMIT_MEMBER, NEXT_PAGE, PREFIX_MEMBER, SEARCH_MEMBER } from '../http/openapi/list-docs.js';
import type { ComparedPage, ComparedSetting } from './comparison.service.js';
import { printNext } from './setting-selection.js';

export class CompareBody {
  @ApiProperty({
    type: 'array',
    minItems: 2,
    maxItems: 4,
    items: {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    },
    description: 'two to four contexts, each as for an evaluation',
    example: [{ user: 'guest' }, { user: 'guest', theme: 'dark' }],
  })
  contexts: JsonObject[];

  @ApiPropertyOptional({ description: 'leave out settings that have the same value in all contexts', default: false })
  only_differences?: boolean;

  @ApiPropertyOptional({ type: [String], description: 'names or aliases; absent: all', example: ['cache_size'] })
  settings?: string[];

  @ApiPropertyOptional(PREFIX_MEMBER)
  prefix?: string;

  @ApiPropertyOptional(SEARCH_MEMBER)
  search?: string;

  @ApiPropertyOptional(LIMIT_MEMBER)
  limit?: number;

  @ApiPropertyOptional(CURSOR_MEMBER)
  cursor?: string;
}

export class ComparedValue {
  @ApiProperty({ ...ANY_JSON, example: 30 })
  value: JsonValue;

  @ApiProperty({ enum: ['rule', 'default'], description: 'the source of the value', example: 'rule' })
  reason: 'rule' | 'default';

  @ApiPropertyOptional({ type: 'integer', description: 'the rule that won', example: 2 })
  rule_id?: number;
}

@ApiExtraModels(ComparedValue)
export class ComparisonAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { $ref: getSchemaPath(ComparedValue) } },
    description: 'sorted by name, with the values in the order of the contexts',
    example: {
      cache_size: [
        { value: 10, reason: 'rule', rule_id: 1 },
        { value: 30, reason: 'rule', rule_id: 2 },
      ],
    },
  })
  settings: Record<string, ComparedValue[]>;

  @ApiProperty({ type: 'integer', description: 'how many settings all pages together have', example: 1 })
  total: number;

  @ApiProperty(NEXT_PAGE)
  next: string | null;
}

/** Compared settings as JSON text of a `ComparisonAnswer`. */
export function printComparison({ settings, total, end }: ComparedPage): string {
  return `{"settings":{${settings.map(printCompared).join(',')}},"total":${total},"next":${printNext(end)}}`;
}

function printCompared({ name, evaluations }: ComparedSetting): string {
  return `${JSON.stringify(name)}:[${evaluations.map(printValue).join(',')}]`;
}

function printValue({ value, rule }: Evaluation): string {
  return `{"value":${value},"reason":${rule ? `"rule","rule_id":${rule.id}` : '"default"'}}`;
}
