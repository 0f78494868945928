import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonObject, JsonValue, Outcome } from '@heksher/domain';
import { ANY_JSON, CONDITIONS } from '../http/openapi/api-docs.js';
import { AS_OF_MEMBER } from '../http/openapi/past-docs.js';
import { CURSOR_MEMBER, LIMIT_MEMBER, NEXT_PAGE, PREFIX_MEMBER, SEARCH_MEMBER } from '../http/openapi/list-docs.js';

export class EvaluateBody {
  @ApiProperty({
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    description: 'context feature → value; features that a setting does not use are ignored',
    example: { user: 'guest', theme: 'dark' },
  })
  context: JsonObject;

  @ApiPropertyOptional({
    type: [String],
    description: 'names or aliases; absent: all',
    example: ['cache_size'],
  })
  settings?: string[];

  @ApiPropertyOptional({ description: 'list every rule with its outcome', default: false, example: true })
  explain?: boolean;

  @ApiPropertyOptional(PREFIX_MEMBER)
  prefix?: string;

  @ApiPropertyOptional(SEARCH_MEMBER)
  search?: string;

  @ApiPropertyOptional(LIMIT_MEMBER)
  limit?: number;

  @ApiPropertyOptional(CURSOR_MEMBER)
  cursor?: string;

  @ApiPropertyOptional(AS_OF_MEMBER)
  as_of?: number | string;
}

export class ExplainedRuleAnswer {
  @ApiProperty({ type: 'integer', example: 1 })
  rule_id: number;

  @ApiProperty({ ...CONDITIONS, example: [['user', 'guest']] })
  conditions: [string, string][];

  @ApiProperty({ ...ANY_JSON, example: 10 })
  value: JsonValue;

  @ApiProperty({
    enum: ['won', 'lost', 'no match', 'never'],
    description:
      'won: it gives the value; lost: it matches, but another is more specific; no match: a condition does not hold; ' +
      'never: the setting is not configurable by one of its features',
    example: 'lost',
  })
  outcome: Outcome['kind'];

  @ApiPropertyOptional({ type: 'integer', description: 'lost: the id of the rule that won', example: 2 })
  beaten_by?: number;

  @ApiPropertyOptional({
    description: 'lost: the latest feature that only the winner has a condition on',
    example: 'theme',
  })
  at?: string;

  @ApiPropertyOptional({ description: 'no match: the feature of the first condition that does not hold' })
  feature?: string;

  @ApiPropertyOptional({ description: 'no match: the value that the condition requires' })
  wanted?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'no match: the context’s value; null if it has none',
  })
  actual?: string | null;

  @ApiPropertyOptional({ description: 'never: the features that the setting is not configurable by' })
  not_configurable_by?: string[];
}

@ApiExtraModels(ExplainedRuleAnswer)
export class EvaluatedSetting {
  @ApiProperty({ ...ANY_JSON, example: 30 })
  value: JsonValue;

  @ApiProperty({ enum: ['rule', 'default'], description: 'the source of the value', example: 'rule' })
  reason: 'rule' | 'default';

  @ApiPropertyOptional({ type: 'integer', description: 'the rule that won', example: 2 })
  rule_id?: number;

  @ApiPropertyOptional({ ...CONDITIONS, description: 'its conditions, in feature order' })
  conditions?: [string, string][];

  @ApiPropertyOptional({
    type: () => [ExplainedRuleAnswer],
    description: 'if explain is true: every rule of the setting, in descending priority',
  })
  explanation?: ExplainedRuleAnswer[];
}

@ApiExtraModels(EvaluatedSetting)
export class EvaluationAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(EvaluatedSetting) },
    description: 'sorted by name: the requested names, or all canonical ones',
    example: {
      cache_size: {
        value: 30,
        reason: 'rule',
        rule_id: 2,
        conditions: [
          ['user', 'guest'],
          ['theme', 'dark'],
        ],
      },
    },
  })
  settings: Record<string, EvaluatedSetting>;

  @ApiPropertyOptional({ type: 'integer', description: 'on a page: how many settings there are', example: 1 })
  total?: number;

  @ApiPropertyOptional({ ...NEXT_PAGE, description: 'on a page: the cursor of the next one; null at the end' })
  next?: string | null;
}

export class RevisedEvaluationAnswer extends EvaluationAnswer {
  @ApiPropertyOptional({
    description: 'the revision of the values; absent if the database has none',
    example: '0b1f6f0e-4f0e-4c8e-9d53-6a3b7f3f8f5c',
  })
  revision?: string;
}
