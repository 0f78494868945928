import { featureText, type Evaluation } from './evaluation.js';
import type { JsonObject } from './json.js';
import type { CompiledRule } from './compiled-rule.js';
import { resolveContext, type Context, type Ruleset } from './ruleset.js';
import { noSettingIsCalled } from './setting.js';

/** `TARGETING_MATCH`: a rule won. `DEFAULT`: no rule matches. `STATIC`: there are no rules. */
export type FlagReason = 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT';

/** The value of a setting as a feature flag. */
export interface FlagEvaluation extends Evaluation {
  reason: FlagReason;
}

/** The value of a flag in a context. Strict reasons are those of OFREP's schema, which has no `DEFAULT`. */
export function evaluateFlag(ruleset: Ruleset, context: Context, areReasonsStrict: boolean): FlagEvaluation {
  return flagOf(ruleset, resolveContext(ruleset, context), areReasonsStrict);
}

/** The value of a flag if a rule wins, or if none does. */
export function flagOf(ruleset: Ruleset, rule: CompiledRule | undefined, areReasonsStrict: boolean): FlagEvaluation {
  const value = rule?.value ?? ruleset.defaultValue;
  const unmatched = areReasonsStrict || ruleset.rules.length === 0 ? 'STATIC' : 'DEFAULT';
  return { value, rule, reason: rule ? 'TARGETING_MATCH' : unmatched };
}

/** The name of a flag's value: `rule:4`, or `default` if no rule won. */
export function flagVariant(rule: CompiledRule | undefined): string {
  return rule ? `rule:${rule.id}` : 'default';
}

/** What a flag says beside its value. Type and version are in their printed forms. */
export function flagMetadata(
  { type, version }: { type: string; version: string },
  rule: CompiledRule | undefined,
): Record<string, string | number> {
  const metadata = { 'heksher.version': version, 'heksher.type': type };
  if (!rule) return metadata;
  const matched = rule.conditions.map((condition) => `${condition.feature}=${condition.value}`).join();
  return { ...metadata, 'heksher.ruleId': rule.id, 'heksher.matched': matched };
}

/** The sentence about a key that is no setting's name or alias. */
export function noFlagIsCalled(key: string): string {
  return noSettingIsCalled([JSON.stringify(key)]);
}

/** The attributes of an evaluation context that can be values of features: strings, numbers and booleans. */
export function flagAttributes(context: JsonObject): Context {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(context)) {
    const text = featureText(value);
    if (text !== undefined) attributes.set(name, text);
  }
  return attributes;
}

const TARGETING_KEY = 'targetingKey';

/** The attributes with the targeting key as the value of a feature, unless they have that feature. */
export function withTargetingKey(attributes: Context, feature: string | undefined): Context {
  const targetingKey = attributes.get(TARGETING_KEY);
  if (feature === undefined || targetingKey === undefined || attributes.has(feature)) return attributes;
  return new Map(attributes).set(feature, targetingKey);
}
