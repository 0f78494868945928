import type { JsonObject, JsonValue } from '@heksher/domain';
import type { Conditions } from '../output/text.js';
import { pairsOf } from '../output/text.js';
import type { Answer, Service } from './service.js';

/** A setting as `GET /settings/{name}` has it. */
export interface SettingBody {
  name: string;
  type: string;
  default_value: JsonValue;
  configurable_features: string[];
  version: string;
  metadata: JsonObject;
  aliases: string[];
}

/** A rule as `GET /settings/{name}/rules` has it. */
export interface RuleBody {
  rule_id: number;
  value: JsonValue;
  feature_values: [feature: string, value: string][];
  metadata: JsonObject;
  never: string | null;
  redundant: boolean;
}

/** The body of `GET /settings/{name}/rules`. The rules are in descending priority. */
export interface SettingRules {
  setting: SettingBody;
  rules: RuleBody[];
}

/** Reads a setting with its rules. The entity tag of the answer changes with each of them. */
export function readSettingRules(service: Service, name: string, asOf?: string): Promise<Answer<SettingRules>> {
  return service.get<SettingRules>(`/api/v1/settings/${encodeURIComponent(name)}/rules`, { as_of: asOf });
}

/** The rule that has exactly these conditions. */
export function ruleOf({ rules }: SettingRules, conditions: Conditions): RuleBody | undefined {
  const wanted = keyOf(conditions);
  return rules.find(({ feature_values }) => keyOf(feature_values) === wanted);
}

/** A text that two lists of conditions share exactly if they are the same in any order. */
function keyOf(conditions: Conditions): string {
  return pairsOf(conditions)
    .map((pair) => pair.join('='))
    .sort()
    .join();
}
