import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonObject, JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/api-docs.js';

export class QueriedRule {
  @ApiProperty({ ...ANY_JSON, example: 20 })
  value: JsonValue;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
    description: 'pairs of feature and value, in feature order',
    example: [
      ['account', 'jim'],
      ['theme', 'dark'],
    ],
  })
  context_features: [string, string][];

  @ApiProperty({ type: 'integer', example: 3 })
  rule_id: number;

  @ApiPropertyOptional({ type: Object, description: 'where include_metadata is true', example: { added_by: 'jim' } })
  metadata?: JsonObject;
}

export class QueriedSetting {
  @ApiProperty({ type: () => [QueriedRule], description: 'by ascending id' })
  rules: QueriedRule[];

  @ApiProperty({ ...ANY_JSON, example: 64 })
  default_value: JsonValue;
}

@ApiExtraModels(QueriedSetting)
export class QueryAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(QueriedSetting) },
    description: 'sorted by name: the canonical names, or those that were asked for',
    example: {
      cache_size: {
        rules: [{ value: 20, context_features: [['account', 'jim']], rule_id: 3 }],
        default_value: 64,
      },
    },
  })
  settings: Record<string, QueriedSetting>;
}
