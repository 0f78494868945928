import {
  DomainError,
  compareCodePoints,
  inFeatureOrder,
  printSettingType,
  printVersion,
  type Condition,
  type Rule,
  type Setting,
} from '@heksher/domain';

/** Everything the service remembers at one moment, in plain lists. */
export interface State {
  /** The `id` of the change that led here; null before the first. */
  revision: string | null;
  features: readonly string[];
  /** By name. */
  settings: readonly Setting[];
  /** By id. */
  rules: readonly Rule[];
}

export const EMPTY: State = { revision: null, features: [], settings: [], rules: [] };

/** A state with every list sorted: settings by name, rules by id, features by position. */
export function arranged({ revision, features, settings, rules }: State): State {
  const place = ({ feature }: Condition) => features.indexOf(feature);
  return {
    revision,
    features,
    settings: settings
      .map((setting) => ({
        ...setting,
        aliases: [...setting.aliases].sort(compareCodePoints),
        configurableFeatures: inFeatureOrder(setting.configurableFeatures, features),
      }))
      .sort((a, b) => compareCodePoints(a.name, b.name)),
    rules: rules
      .map((rule) => ({ ...rule, conditions: [...rule.conditions].sort((a, b) => place(a) - place(b)) }))
      .sort((a, b) => a.id - b.id),
  };
}

/** The setting with a name or alias. */
export function findSetting({ settings }: State, name: string): Setting | undefined {
  return settings.find((setting) => setting.name === name || setting.aliases.includes(name));
}

/** The setting with a name or alias. Throws `not-found`. */
export function getSetting(state: State, name: string): Setting {
  return findSetting(state, name) ?? notFound(`setting ${name}`);
}

/** The rule with an id. Throws `not-found`. */
export function getRule({ rules }: State, id: number): Rule {
  return rules.find((rule) => rule.id === id) ?? notFound(`rule ${id}`);
}

/** The rules of a setting, by its canonical name. */
export function rulesOf({ rules }: State, setting: string): Rule[] {
  return rules.filter((rule) => rule.setting === setting);
}

/** The rule of a setting with exactly these conditions. */
export function findTwin(state: State, setting: string, conditions: readonly Condition[]): Rule | undefined {
  return rulesOf(state, setting).find(
    (rule) =>
      rule.conditions.length === conditions.length &&
      rule.conditions.every(({ feature, value }) => conditions.some((c) => c.feature === feature && c.value === value)),
  );
}

export function notFound(what: string): never {
  throw new DomainError('not-found', `no ${what}`);
}

/** A setting as the API and the change log show it. */
export function shownSetting(setting: Setting): object {
  return {
    ...shownSummary(setting),
    configurable_features: setting.configurableFeatures,
    metadata: setting.metadata,
    aliases: setting.aliases,
  };
}

export function shownSummary({ name, type, defaultValue, version }: Setting): object {
  return { name, type: printSettingType(type), default_value: defaultValue, version: printVersion(version) };
}

/** A rule as the API shows it. */
export function shownRule({ setting, value, conditions, metadata }: Rule): object {
  return { setting, value, feature_values: pairsOf(conditions), metadata };
}

/** A rule as the change log shows it. */
export function loggedRule(rule: Rule): object {
  return { rule_id: rule.id, ...shownRule(rule) };
}

export function pairsOf(conditions: readonly Condition[]): [string, string][] {
  return conditions.map(({ feature, value }) => [feature, value]);
}

/** A whole state in the shape of `storedContent`, which reads the tables. */
export function contentOf({ revision, features, settings, rules }: State): object {
  return { revision, features, settings: settings.map(shownSetting), rules: rules.map(loggedRule) };
}
