import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { OfrepFailure } from './ofrep-failure.js';
import { PATHS } from '../http/paths.js';

const METADATA = { type: 'object' as const, additionalProperties: true };

export class FlagRequestBody {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'attributes; a string, number or boolean is the value of the feature with its name',
    example: { user: 'guest', theme: 'dark' },
  })
  context?: Record<string, unknown>;
}

export class FlagAnswer {
  @ApiProperty({ description: 'the requested key', example: 'cache-size' })
  key: string;

  @ApiProperty({ ...ANY_JSON, description: 'any JSON value of the type of the setting', example: 30 })
  value: JsonValue;

  @ApiProperty({
    enum: ['STATIC', 'TARGETING_MATCH', 'DEFAULT'],
    description: 'TARGETING_MATCH: a rule won; DEFAULT: no rule matches; STATIC: there are no rules',
    example: 'TARGETING_MATCH',
  })
  reason: 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT';

  @ApiProperty({ description: '"rule:" and the id of the rule that won, or "default"', example: 'rule:2' })
  variant: string;

  @ApiProperty({
    ...METADATA,
    description: 'version and type of the setting; if a rule won, its id and conditions',
    example: {
      'heksher.version': '1.1',
      'heksher.type': 'int',
      'heksher.ruleId': 2,
      'heksher.matched': 'user=guest,theme=dark',
    },
  })
  metadata: Record<string, string | number>;
}

class EventStreamEndpoint {
  @ApiProperty({ description: 'the path of the stream, on the host of this request', example: PATHS.flagStream })
  requestUri: string;
}

export class EventStream {
  @ApiProperty({ example: 'sse' })
  type: string;

  @ApiProperty({ type: () => EventStreamEndpoint })
  endpoint: EventStreamEndpoint;

  @ApiProperty({
    type: 'integer',
    description: 'the seconds in the background after which a client may close it',
    example: 120,
  })
  inactivityDelaySec: number;
}

@ApiExtraModels(FlagAnswer, OfrepFailure)
export class FlagsAnswer {
  @ApiProperty({
    type: 'array',
    items: { anyOf: [{ $ref: getSchemaPath(FlagAnswer) }, { $ref: getSchemaPath(OfrepFailure) }] },
    description: 'one for each name and alias, or for each requested key',
  })
  flags: (FlagAnswer | OfrepFailure)[];

  @ApiProperty({ ...METADATA, description: 'always empty', example: {} })
  metadata: Record<string, never>;

  @ApiPropertyOptional({
    type: () => [EventStream],
    description: 'streams of changes of flags; absent with HEKSHER_OFREP_STREAMS=false',
  })
  eventStreams?: EventStream[];
}
