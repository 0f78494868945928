import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonObject, JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';

class DocumentRuleAnswer {
  @ApiProperty({
    type: Object,
    description: 'the conditions, context feature → value, in feature order; {} for everyone',
    example: { user: 'guest' },
  })
  when: Record<string, string>;

  @ApiProperty({ ...ANY_JSON, example: 20 })
  value: JsonValue;

  @ApiPropertyOptional({ type: Object, description: 'absent: not looked at', example: { information: 'TICKET-7' } })
  metadata?: JsonObject;
}

class DocumentSettingAnswer {
  @ApiProperty({ example: 'int' })
  type: string;

  @ApiProperty({ ...ANY_JSON, example: 64 })
  default_value: JsonValue;

  @ApiProperty({ example: ['account', 'user', 'theme'] })
  configurable_features: string[];

  @ApiProperty({ example: '1.1' })
  version: string;

  @ApiPropertyOptional({ type: Object, description: 'absent: not looked at', example: { owner: 'platform' } })
  metadata?: JsonObject;

  @ApiPropertyOptional({ description: 'absent: not looked at; those that are missing are added', example: [] })
  aliases?: string[];

  @ApiPropertyOptional({
    type: () => [DocumentRuleAnswer],
    description: 'in descending priority; absent: not looked at',
  })
  rules?: DocumentRuleAnswer[];
}

class DocumentScopeAnswer {
  @ApiProperty({ description: 'the beginnings of the names of the settings', example: ['cache_'] })
  prefixes: string[];
}

/** Settings with their rules as a document. */
@ApiExtraModels(DocumentSettingAnswer)
export class DocumentAnswer {
  @ApiProperty({ enum: ['heksher/v1'] })
  format: string;

  @ApiPropertyOptional({ type: () => DocumentScopeAnswer, description: 'what the document is about' })
  scope?: DocumentScopeAnswer;

  @ApiPropertyOptional({
    description: 'in order; absent: not looked at',
    example: ['account', 'user', 'theme', 'trust'],
  })
  context_features?: string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(DocumentSettingAnswer) },
    description: 'by name',
    example: {
      cache_size: {
        type: 'int',
        default_value: 64,
        configurable_features: ['account', 'user', 'theme'],
        version: '1.1',
        metadata: {},
        aliases: [],
        rules: [{ when: { user: 'guest' }, value: 20, metadata: {} }],
      },
    },
  })
  settings: Record<string, DocumentSettingAnswer>;
}
