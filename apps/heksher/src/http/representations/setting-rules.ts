import { ApiProperty } from '@nestjs/swagger';
import {
  foreignFeatures,
  printConditions,
  redundantRules,
  type CompiledRule,
  type JsonObject,
  type JsonValue,
  type Ruleset,
  type Setting,
} from '@heksher/domain';
import { ANY_JSON, CONDITIONS } from '../openapi/api-docs.js';
import { SettingAnswer, printSettingBody } from './setting.js';

export class ListedRuleAnswer {
  @ApiProperty({ type: 'integer', example: 2 })
  rule_id: number;

  @ApiProperty({ ...ANY_JSON, example: 30 })
  value: JsonValue;

  @ApiProperty({
    ...CONDITIONS,
    description: 'pairs of feature and value, in feature order; empty for a rule for everyone',
  })
  feature_values: [string, string][];

  @ApiProperty({ type: Object, example: { added_by: 'jim' } })
  metadata: JsonObject;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'why the rule cannot win in any context; null if it can',
    example: null,
  })
  never: string | null;

  @ApiProperty({ description: 'whether its removal would change no value in any context', example: false })
  redundant: boolean;
}

/** A setting with its rules. */
export class SettingRulesAnswer {
  @ApiProperty({ type: () => SettingAnswer })
  setting: SettingAnswer;

  @ApiProperty({ type: () => [ListedRuleAnswer], description: 'in descending priority' })
  rules: ListedRuleAnswer[];
}

/** The body of `GET /settings/{name}/rules`. */
export function printSettingRulesBody(setting: Setting, ruleset: Ruleset): string {
  const redundant = redundantRules(ruleset);
  const rules = ruleset.groups.flatMap(({ byValues }) =>
    [...byValues.values()].map((rule) => printListedRule(rule, { ruleset, redundant })),
  );
  return `{"setting":${printSettingBody(setting)},"rules":[${rules.join(',')}]}`;
}

function printListedRule(
  rule: CompiledRule,
  { ruleset, redundant }: { ruleset: Ruleset; redundant: ReadonlySet<number> },
): string {
  const { id, value, conditions, metadata } = rule;
  const never = JSON.stringify(whyNever(foreignFeatures(rule, ruleset)));
  return (
    `{"rule_id":${id},"value":${value},"feature_values":${printConditions(conditions)},"metadata":${metadata},` +
    `"never":${never},"redundant":${redundant.has(id)}}`
  );
}

function whyNever(foreign: readonly string[]): string | null {
  return foreign.length === 0 ? null : `the setting is not configurable by ${foreign.join(', ')}`;
}
