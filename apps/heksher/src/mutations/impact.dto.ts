import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { parseStoredJson, type Impact, type ImpactValue, type JsonValue } from '@heksher/domain';
import { ANY_JSON } from '../http/openapi/api-docs.js';

export class ImpactValueAnswer {
  @ApiProperty({ ...ANY_JSON, example: 20 })
  value: JsonValue;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    description: 'the rule that wins; null for the default, absent for a rule that does not exist yet',
    example: 3,
  })
  rule_id?: number | null;
}

export class ImpactAnswer {
  @ApiProperty({ description: 'the canonical name', example: 'cache_size' })
  setting: string;

  @ApiProperty({ type: Object, description: 'the smallest context with these two values', example: { user: 'jim' } })
  context: Record<string, string>;

  @ApiProperty({ type: () => ImpactValueAnswer, nullable: true, description: 'null if the setting does not exist' })
  before: ImpactValueAnswer | null;

  @ApiProperty({ type: () => ImpactValueAnswer, nullable: true, description: 'null if the setting does not exist' })
  after: ImpactValueAnswer | null;
}

/** A difference as the API shows it. */
export function presentImpact({ setting, context, before, after }: Impact): ImpactAnswer {
  return {
    setting,
    context: Object.fromEntries(context.map(({ feature, value }) => [feature, value])),
    before: presentValue(before),
    after: presentValue(after),
  };
}

function presentValue(one: ImpactValue | undefined): ImpactValueAnswer | null {
  if (!one) return null;
  const isUnborn = one.ruleId !== null && one.ruleId < 0;
  return { value: parseStoredJson(one.value), ...(!isUnborn && { rule_id: one.ruleId }) };
}
