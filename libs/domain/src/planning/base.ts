import { parseStoredJson, type JsonObject } from '../json.js';
import type { Rule } from '../rule.js';
import type { CompiledRule } from '../compiled-rule.js';
import type { Ruleset } from '../ruleset.js';
import type { Setting } from '../setting.js';

/** A setting with its rules, as a plan finds it. */
export interface BaseSetting {
  readonly setting: Setting;
  readonly ruleset: Ruleset;
}

/** One state of what a plan touches. It never changes. */
export interface Base {
  /** All context features, in order. */
  readonly features: readonly string[];
  /** The setting of a name or alias that the plan touches. */
  find(name: string): BaseSetting | undefined;
  /** The setting of a rule that the plan touches. */
  findByRule(id: number): BaseSetting | undefined;
  /** All settings without their rules; only if the plan touches every setting. */
  readonly everySetting: readonly Setting[];
}

/** A compiled rule as a rule of its setting. */
export function toRule({ id, value, conditions, metadata }: CompiledRule, { name }: Setting): Rule {
  return {
    id,
    setting: name,
    value: parseStoredJson(value),
    conditions: [...conditions],
    metadata: parseStoredJson(metadata) as JsonObject,
  };
}
