import { ApiProperty } from '@nestjs/swagger';
import { printConditions } from '@heksher/domain';
import { NEXT_PAGE } from '../http/openapi/list-docs.js';
import { RuleAnswer } from '../http/representations/rule.js';
import { printRuleCursor } from './rule-list-request.js';
import type { FoundRule, RulePage } from './rule-list.service.js';

export class FoundRuleAnswer extends RuleAnswer {
  @ApiProperty({ type: 'integer', example: 2 })
  rule_id: number;
}

export class RuleListAnswer {
  @ApiProperty({ type: () => [FoundRuleAnswer], description: 'sorted by the name of the setting, then by id' })
  rules: FoundRuleAnswer[];

  @ApiProperty({ type: 'integer', description: 'how many rules pass the filters', example: 1 })
  total: number;

  @ApiProperty(NEXT_PAGE)
  next: string | null;
}

/** A page of rules as JSON text of a `RuleListAnswer`. */
export function printRulePage({ rules, total, end }: RulePage): string {
  const next = JSON.stringify(end ? printRuleCursor(end) : null);
  return `{"rules":[${rules.map(printFound).join(',')}],"total":${total},"next":${next}}`;
}

function printFound({ setting, rule: { id, value, conditions, metadata } }: FoundRule): string {
  return (
    `{"rule_id":${id},"setting":${JSON.stringify(setting)},"value":${value},` +
    `"feature_values":${printConditions(conditions)},"metadata":${metadata}}`
  );
}
