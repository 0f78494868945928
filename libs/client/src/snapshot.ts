import { inFeatureOrder, isJsonObject, parseStoredJson, type Condition, type JsonValue } from '@heksher/domain';

/** A rule of a snapshot. */
export interface SnapshotRule {
  id: number;
  /** In feature order. */
  conditions: Condition[];
  value: JsonValue;
}

/** A setting of a snapshot. */
export interface SnapshotSetting {
  /** The canonical name. */
  name: string;
  /** Its other names. */
  aliases: string[];
  /** As the service prints them. */
  type: string;
  version: string;
  configurableFeatures: string[];
  defaultValue: JsonValue;
  rules: SnapshotRule[];
}

/** Settings with their rules, and the order of the features, of one state of the service. */
export interface Snapshot {
  /** The sequence of the last change before it; undefined if the service does not know it. */
  sequence: number | undefined;
  features: string[];
  /** By each of their names, and by those that were asked for. */
  settings: Map<string, SnapshotSetting>;
}

/** A snapshot that was fetched, and the text to keep of it. */
export interface FetchedSnapshot extends Snapshot {
  /** As the service sent it. */
  text: string;
}

/** Reads an answer of `/snapshot`. Throws if it is none. */
export function readSnapshot(text: string): Snapshot {
  const answer = parseStoredJson(text);
  if (!isJsonObject(answer) || !isTexts(answer.context_features) || !isJsonObject(answer.settings)) {
    throw new TypeError('the answer is no snapshot');
  }
  const features = answer.context_features;
  const settings = Object.entries(answer.settings).flatMap(([asked, setting]) => {
    const one = readSetting(setting as JsonValue, features);
    return [asked, one.name, ...one.aliases].map((name) => [name, one] as const);
  });
  const { sequence } = answer;
  return { sequence: typeof sequence === 'number' ? sequence : undefined, features, settings: new Map(settings) };
}

function isTexts(value: JsonValue | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readSetting(value: JsonValue, features: readonly string[]): SnapshotSetting {
  if (!isJsonObject(value)) throw new TypeError('the snapshot has a setting that is no object');
  const { name, aliases = [], type = '', version = '', configurable_features, default_value, rules } = value;
  if (typeof name !== 'string' || !isTexts(configurable_features) || !Array.isArray(rules)) {
    throw new TypeError('the snapshot has a setting without a name, features or rules');
  }
  return {
    name,
    aliases: isTexts(aliases) ? aliases : [],
    type: String(type),
    version: String(version),
    configurableFeatures: configurable_features,
    defaultValue: default_value ?? null,
    rules: rules.map((rule) => readRule(rule, features)),
  };
}

function readRule(rule: JsonValue, features: readonly string[]): SnapshotRule {
  const [id, conditions, value = null] = Array.isArray(rule) ? rule : [];
  if (typeof id !== 'number' || !isJsonObject(conditions))
    throw new TypeError('the snapshot has a rule of another form');
  // JavaScript moves members that look like integers to the front of an object.
  const ordered = inFeatureOrder(Object.keys(conditions), features);
  return { id, value, conditions: ordered.map((feature) => ({ feature, value: String(conditions[feature]) })) };
}
