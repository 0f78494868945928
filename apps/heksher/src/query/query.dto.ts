import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonObject, JsonValue } from '@heksher/domain';
import { ANY_JSON, CONDITIONS } from '../http/openapi/api-docs.js';
import { CONTEXT_FILTERS_MEMBER, SETTINGS_MEMBER } from '../http/openapi/query-docs.js';
import { AS_OF_MEMBER } from '../http/openapi/past-docs.js';

export class QueryBody {
  @ApiPropertyOptional(SETTINGS_MEMBER)
  settings?: string[];

  @ApiPropertyOptional(CONTEXT_FILTERS_MEMBER)
  context_filters?: string | Record<string, '*' | string[]>;

  @ApiPropertyOptional({ description: 'add the metadata of each rule', default: false, example: false })
  include_metadata?: boolean;

  @ApiPropertyOptional({ enum: ['canonical', 'requested'], description: 'the keys of the settings in the answer' })
  key_by?: 'canonical' | 'requested';

  @ApiPropertyOptional(AS_OF_MEMBER)
  as_of?: number | string;
}

export class QueriedRule {
  @ApiProperty({ ...ANY_JSON, example: 30 })
  value: JsonValue;

  @ApiProperty(CONDITIONS)
  context_features: [string, string][];

  @ApiProperty({ type: 'integer', example: 2 })
  rule_id: number;

  @ApiPropertyOptional({ type: Object, description: 'if include_metadata is true', example: { added_by: 'jim' } })
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
    description: 'sorted by name: canonical or requested names',
    example: {
      cache_size: {
        rules: [{ value: 10, context_features: [['user', 'guest']], rule_id: 1 }],
        default_value: 64,
      },
    },
  })
  settings: Record<string, QueriedSetting>;
}
