import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';
import { ImpactAnswer, presentImpact } from '../mutations/impact.dto.js';
import { CarriedAnswer, presentCarried } from '../mutations/mutations.dto.js';
import type { Applied } from './change-sets.service.js';
import { READERS } from './read-operation.js';

/** One operation. Which members it has depends on `op`. */
export class OperationBody {
  @ApiProperty({ enum: Object.keys(READERS), example: 'rule.set' })
  op: string;

  @ApiPropertyOptional({ description: 'a name or alias of the setting', example: 'cache_size' })
  setting?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'a rule, in place of its setting and conditions', example: 3 })
  rule_id?: number;

  @ApiPropertyOptional({
    type: Object,
    description: 'the conditions of the rule, context feature → value; {} for everyone',
    example: { user: 'jim' },
  })
  feature_values?: object;

  @ApiPropertyOptional({ type: Object, description: 'where the rule moves', example: { user: 'john' } })
  new_feature_values?: object;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'the value of the rule', example: 20 })
  value?: JsonValue;

  @ApiPropertyOptional({
    type: Object,
    description: 'string keys with any JSON; absent: stays',
    example: { by: 'jim' },
  })
  metadata?: object;

  @ApiPropertyOptional({ description: 'the name of the declared setting, or the new name', example: 'cache_size' })
  name?: string;

  @ApiPropertyOptional({ description: 'the alias to add or delete; in a declaration another name', example: 'size' })
  alias?: string;

  @ApiPropertyOptional({ description: 'the type of the values of the setting', example: 'int' })
  type?: string;

  @ApiPropertyOptional({ ...ANY_JSON, description: 'the value where no rule matches', example: 64 })
  default_value?: JsonValue;

  @ApiPropertyOptional({ type: [String], description: 'the features that rules may name', example: ['user'] })
  configurable_features?: string[];

  @ApiPropertyOptional({
    description: 'the version of the setting; in setting.change, if absent, the next one that the differences allow',
    example: '1.2',
  })
  version?: string;

  @ApiPropertyOptional({ description: 'whether what is deleted may be missing', default: false })
  if_exists?: boolean;

  @ApiPropertyOptional({ description: 'the context feature', example: 'user' })
  context_feature?: string;

  @ApiPropertyOptional({ description: 'the feature after which it moves', example: 'account' })
  to_after?: string;

  @ApiPropertyOptional({ description: 'the feature before which it moves', example: 'theme' })
  to_before?: string;

  @ApiPropertyOptional({ description: 'entity tags, as in the header If-Match', example: '"9hR1WkuU0xJ2yZ3a"' })
  if_match?: string;
}

export class ChangeSetBody {
  @ApiPropertyOptional({ description: 'why, for the change log', example: 'jim needs more (TICKET-7)' })
  note?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'the sequence of the state that the client has seen: 412 if what the set touches has changed since',
    example: 41,
  })
  based_on?: number;

  @ApiPropertyOptional({ description: 'whether to answer what would happen, and change nothing', default: false })
  dry_run?: boolean;

  @ApiPropertyOptional({ description: 'whether to answer which contexts get another value', default: false })
  impact?: boolean;

  @ApiProperty({ type: () => [OperationBody], description: 'in order; each sees what those before it have made' })
  operations: OperationBody[];
}

export class ChangeSetAnswer extends CarriedAnswer {
  @ApiPropertyOptional({
    type: () => [ImpactAnswer],
    description: 'if asked for: the contexts in which another rule wins or the value differs; at most 1,000',
  })
  impact?: ImpactAnswer[];

  @ApiPropertyOptional({ description: 'true if there may be more of them', example: true })
  impact_truncated?: boolean;
}

/** What a change set came to, as the API shows it. */
export function presentApplied(applied: Applied): ChangeSetAnswer {
  const { impact } = applied;
  return {
    ...presentCarried(applied, applied),
    ...(impact && { impact: impact.entries.map(presentImpact) }),
    ...(impact?.isTruncated && { impact_truncated: true }),
  };
}
