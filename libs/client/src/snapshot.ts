import { inFeatureOrder, isJsonObject, parseTolerantly, type Condition, type JsonValue } from '@heksher/domain';
import { splitMembers } from './members.js';

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
  /** What the service has sent of each setting, by the names that were asked for. */
  parts: Map<string, SnapshotPart>;
}

interface SnapshotPart {
  text: string;
  setting: SnapshotSetting;
}

/** A snapshot that was fetched, and the text to keep of it. */
export interface FetchedSnapshot extends Snapshot {
  /** As the service sent it. */
  text: string;
}

/**
 * Reads an answer of `/snapshot`. Settings that are the same as in an earlier one are the same objects: most answers differ
 * in one setting, and reading all takes a hundred times as long. Throws if it is none.
 */
export function readSnapshot(text: string, before?: Snapshot): Snapshot {
  const members = splitMembers(text);
  const features = readPart(members.get('context_features'));
  const settingsText = members.get('settings');
  if (!isTexts(features) || !settingsText?.trimStart().startsWith('{'))
    throw new TypeError('the answer is no snapshot');
  const isOrderKept = before?.features.join() === features.join(); // names have no comma
  const parts = new Map<string, SnapshotPart>();
  for (const [name, part] of splitMembers(settingsText)) {
    const known = isOrderKept ? before?.parts.get(name) : undefined;
    parts.set(name, {
      text: part,
      setting: known?.text === part ? known.setting : readSetting(readPart(part), features),
    });
  }
  const sequence = readPart(members.get('sequence'));
  const settings = new Map([...parts].flatMap(([asked, { setting }]) => namesOf(asked, setting)));
  return { sequence: typeof sequence === 'number' ? sequence : undefined, features, settings, parts };
}

/** The value of a part of an answer. It is copied: values would keep the memory of the whole answer otherwise. */
function readPart(text: string | undefined): JsonValue | undefined {
  return text === undefined ? undefined : parseTolerantly(` ${text}`);
}

function namesOf(asked: string, setting: SnapshotSetting): [string, SnapshotSetting][] {
  return [asked, setting.name, ...setting.aliases].map((name) => [name, setting]);
}

function isTexts(value: JsonValue | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function readSetting(value: JsonValue | undefined, features: readonly string[]): SnapshotSetting {
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
