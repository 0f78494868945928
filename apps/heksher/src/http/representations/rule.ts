import { ApiProperty } from '@nestjs/swagger';
import { printJson, type Condition, type JsonObject, type JsonValue, type Rule } from '@heksher/domain';
import { ANY_JSON, CONDITIONS } from '../openapi/api-docs.js';

export class RuleAnswer {
  @ApiProperty({ description: 'the canonical name', example: 'cache_size' })
  setting: string;

  @ApiProperty({ ...ANY_JSON, example: 30 })
  value: JsonValue;

  @ApiProperty(CONDITIONS)
  feature_values: [string, string][];

  @ApiProperty({ type: Object, example: { added_by: 'jim' } })
  metadata: JsonObject;
}

/** A rule as the API shows it. */
export function presentRule({ setting, value, conditions, metadata }: Rule): RuleAnswer {
  return { setting, value, feature_values: conditions.map(presentCondition), metadata };
}

function presentCondition({ feature, value }: Condition): [string, string] {
  return [feature, value];
}

/** The body of `GET /rules/{id}`. */
export function printRuleBody(rule: Rule): string {
  return printJson(presentRule(rule));
}
