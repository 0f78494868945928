import type { FeaturePlace } from '../context-feature.js';
import type { Declaration } from '../declaration.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { MetadataEdit } from '../metadata.js';
import type { Condition, WrittenRuleId } from '../rule.js';
import type { SettingType } from '../setting-type/setting-type.js';
import type { Version } from '../version.js';

/** A rule, by its id or by its setting, under any name, and its exact conditions. */
export type RuleTarget = { id: WrittenRuleId } | { setting: string; conditions: readonly Condition[] };

/** A rule as an operation writes it. Absent metadata stays as it is; a new rule then has none. */
export interface WrittenRule {
  setting: string;
  /** In any order. None means everyone. */
  conditions: readonly Condition[];
  value: JsonValue;
  metadata?: JsonObject;
}

/** What `setting.change` may change; the rest stays. */
export interface SettingChanges {
  name?: string;
  type?: SettingType;
  defaultValue?: JsonValue;
  configurableFeatures?: readonly string[];
  metadata?: JsonObject;
  /** Absent: the next minor or major version, as the differences demand. */
  version?: Version;
}

/** One thing to do, as a value. Settings may be named by an alias. */
export type Operation =
  | { op: 'rule.set'; rule: WrittenRule }
  | { op: 'rule.create'; rule: WrittenRule }
  | {
      op: 'rule.change';
      target: RuleTarget;
      value?: JsonValue;
      metadata?: MetadataEdit;
      /** Where the rule moves. */
      conditions?: readonly Condition[];
    }
  | { op: 'rule.delete'; target: RuleTarget; ifExists?: boolean }
  | { op: 'setting.declare'; declaration: Declaration }
  | { op: 'setting.change'; setting: string; changes: SettingChanges }
  | { op: 'setting.delete'; setting: string; ifExists?: boolean }
  | { op: 'setting.set_type'; setting: string; type: SettingType; version: Version }
  | { op: 'setting.rename'; setting: string; name: string; version: Version }
  | {
      op: 'setting.set_configurable_features';
      setting: string;
      configurableFeatures: readonly string[];
      version: Version;
    }
  | { op: 'setting.edit_metadata'; setting: string; edit: MetadataEdit; version: Version }
  | { op: 'alias.add'; setting: string; alias: string }
  | { op: 'alias.delete'; setting: string; alias: string }
  | { op: 'context_feature.add'; feature: string }
  | { op: 'context_feature.move'; feature: string; place: FeaturePlace }
  | { op: 'context_feature.delete'; feature: string };

/** What operations need to know about the state that they change. */
export interface Touched {
  /** Names and aliases, existing or not. */
  names: string[];
  ruleIds: number[];
  /** Whether the answer depends on all settings. */
  everySetting: boolean;
}

/** What planning these operations has to know. */
export function touchedBy(operations: readonly Operation[]): Touched {
  const names = new Set<string>();
  const ruleIds = new Set<number>();
  let everySetting = false;
  for (const operation of operations) {
    for (const name of namesIn(operation)) names.add(name);
    if ('target' in operation && 'id' in operation.target) ruleIds.add(operation.target.id.value);
    if (operation.op === 'context_feature.delete') everySetting = true;
  }
  return { names: [...names], ruleIds: [...ruleIds], everySetting };
}

/** The names of settings, and the aliases, that an operation gives. */
export function namesIn(operation: Operation): string[] {
  switch (operation.op) {
    case 'rule.set':
    case 'rule.create':
      return [operation.rule.setting];
    case 'rule.change':
    case 'rule.delete':
      return 'id' in operation.target ? [] : [operation.target.setting];
    case 'setting.declare': {
      const { name, alias } = operation.declaration;
      return alias === undefined ? [name] : [name, alias];
    }
    case 'setting.change': {
      const { name } = operation.changes;
      return name === undefined ? [operation.setting] : [operation.setting, name];
    }
    case 'setting.rename':
      return [operation.setting, operation.name];
    case 'alias.add':
    case 'alias.delete':
      return [operation.setting, operation.alias];
    case 'context_feature.add':
    case 'context_feature.move':
    case 'context_feature.delete':
      return [];
    default:
      return [operation.setting];
  }
}
