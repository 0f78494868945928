import {
  DomainError,
  accepts,
  judgeDeclaration,
  parseSettingType,
  parseVersion,
  planOperation,
  printVersion,
  toRule,
  type Base,
  type Difference,
  type JsonObject,
  type JsonValue,
  type Rule as DomainRule,
  type Ruleset,
  type Setting as DomainSetting,
  type SettingChanges,
} from '@heksher/domain';
import type { Rule, Setting } from '../api/types.js';

/** What is to become of a setting; what is absent stays. */
export interface WantedChanges {
  name?: string;
  type?: string;
  default_value?: JsonValue;
  configurable_features?: string[];
  metadata?: JsonObject;
}

/** A setting as it is, with all that judging a change needs. */
export interface Known {
  setting: Setting;
  rules: readonly Rule[];
  ruleset: Ruleset;
  /** All context features, in order. */
  features: readonly string[];
}

export interface PlannedChange {
  /** The version that the setting gets if none is wanted; undefined if it cannot change like this. */
  version: string | undefined;
  level: 'none' | 'minor' | 'major';
  differences: readonly Difference[];
  /** Why it cannot change like this. */
  refusal: string | undefined;
  /** Rules whose values are not of the new type. */
  unfit: Rule[];
  /** Rules with conditions on a feature that would go. */
  dependent: Rule[];
}

/** What a change of a setting comes to, by the functions with which the service plans it. */
export function planChange(known: Known, wanted: WantedChanges): PlannedChange {
  const { rules, features, ruleset } = known;
  const setting = toSetting(known.setting);
  const changes = toChanges(wanted);
  const differences = differencesOf(setting, changes, ruleset);
  const { type, configurableFeatures } = changes;
  const removed = configurableFeatures
    ? setting.configurableFeatures.filter((feature) => !configurableFeatures.includes(feature))
    : [];
  const isMinor = differences.every(({ level }) => level === 'minor');
  const judged = {
    level: differences.length === 0 ? ('none' as const) : isMinor ? ('minor' as const) : ('major' as const),
    differences,
    unfit: type ? rules.filter(({ value }) => !accepts(type, value)) : [],
    dependent: rules.filter((rule) => rule.feature_values.some(([feature]) => removed.includes(feature))),
  };
  const base: Base = {
    features,
    find: (name) => (name === setting.name || setting.aliases.includes(name) ? { setting, ruleset } : undefined),
    findByRule: () => undefined,
    everySetting: [],
  };
  try {
    const { items } = planOperation(base, { operation: { op: 'setting.change', setting: setting.name, changes } });
    const [after] = items.flatMap((item) => (item.after && 'setting' in item.after ? [item.after.setting] : []));
    return { ...judged, version: printVersion((after ?? setting).version), refusal: undefined };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ...judged, version: undefined, refusal: error.message };
  }
}

/** Judged like a declaration at the next major version, which allows whatever can be allowed. */
function differencesOf(setting: DomainSetting, changes: SettingChanges, ruleset: Ruleset): readonly Difference[] {
  const declaration = {
    name: changes.name ?? setting.name,
    alias: undefined,
    type: changes.type ?? setting.type,
    defaultValue: changes.defaultValue === undefined ? setting.defaultValue : changes.defaultValue,
    configurableFeatures: [...(changes.configurableFeatures ?? setting.configurableFeatures)],
    metadata: changes.metadata ?? setting.metadata,
    version: { major: setting.version.major + 1, minor: 0 },
  };
  const rules: DomainRule[] = ruleset.rules.map((rule) => toRule(rule, setting));
  const verdict = judgeDeclaration(declaration, setting, rules);
  return 'differences' in verdict ? verdict.differences : [];
}

function toSetting(setting: Setting): DomainSetting {
  return {
    name: setting.name,
    aliases: setting.aliases,
    type: parseSettingType(setting.type),
    defaultValue: setting.default_value,
    configurableFeatures: setting.configurable_features,
    metadata: setting.metadata,
    version: parseVersion(setting.version),
  };
}

function toChanges({ name, type, default_value, configurable_features, metadata }: WantedChanges): SettingChanges {
  return {
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type: parseSettingType(type) }),
    ...(default_value !== undefined && { defaultValue: default_value }),
    ...(configurable_features !== undefined && { configurableFeatures: configurable_features }),
    ...(metadata !== undefined && { metadata }),
  };
}
