import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { CONTEXT_FILTERS_MEMBER, SETTINGS_MEMBER } from '../http/openapi/query-docs.js';

export class SnapshotBody {
  @ApiPropertyOptional(SETTINGS_MEMBER)
  settings?: string[];

  @ApiPropertyOptional(CONTEXT_FILTERS_MEMBER)
  context_filters?: string | Record<string, '*' | string[]>;
}

export class SnapshotSetting {
  @ApiProperty({ description: 'the canonical name', example: 'cache_size' })
  name: string;

  @ApiProperty({ description: 'its other names, sorted', example: ['cache-size'] })
  aliases: string[];

  @ApiProperty({ example: 'int' })
  type: string;

  @ApiProperty({ example: '1.1' })
  version: string;

  @ApiProperty({ description: 'in feature order', example: ['account', 'user', 'theme'] })
  configurable_features: string[];

  @ApiProperty({ ...ANY_JSON, example: 64 })
  default_value: JsonValue;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: {}, minItems: 3, maxItems: 3 },
    description: 'id, conditions and value of each rule, by ascending id',
    example: [[1, { user: 'guest' }, 10]],
  })
  rules: [number, Record<string, string>, JsonValue][];
}

@ApiExtraModels(SnapshotSetting)
export class SnapshotAnswer {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    nullable: true,
    description: 'the sequence of the last change before it; null while the database has lost its head',
    example: 41,
  })
  sequence: number | null;

  @ApiProperty({ description: 'all context features, in order', example: ['account', 'user', 'theme', 'trust'] })
  context_features: string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(SnapshotSetting) },
    description: 'by the names that were asked for, sorted',
    example: {
      cache_size: {
        name: 'cache_size',
        aliases: ['cache-size'],
        type: 'int',
        version: '1.1',
        configurable_features: ['account', 'user', 'theme'],
        default_value: 64,
        rules: [[1, { user: 'guest' }, 10]],
      },
    },
  })
  settings: Record<string, SnapshotSetting>;
}
