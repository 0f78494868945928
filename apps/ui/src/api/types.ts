import type { JsonObject, JsonValue } from '@heksher/domain';

// The answers of the API as the page uses them: docs/openapi.json has all of it. A number may be an `ExactNumber` only in
// values, defaults and metadata; `numberOf` reads the others.

export type FeatureValues = readonly (readonly [feature: string, value: string])[];

export interface Setting {
  name: string;
  configurable_features: string[];
  type: string;
  default_value: JsonValue;
  metadata: JsonObject;
  aliases: string[];
  version: string;
}

export interface LatestChange {
  sequence: number;
  at: string;
  actor: string | null;
}

export interface FoundSetting extends Setting {
  /** How many rules it has. */
  rules: number;
  changed: LatestChange | null;
}

export interface SettingsPage {
  settings: FoundSetting[];
  total: number;
  next: string | null;
}

export interface Rule {
  rule_id: number;
  value: JsonValue;
  feature_values: FeatureValues;
  metadata: JsonObject;
  /** Why it cannot win in any context. */
  never: string | null;
  /** Whether its removal would change no value. */
  redundant: boolean;
}

/** A setting with its rules in descending priority. */
export interface SettingRules {
  setting: Setting;
  rules: Rule[];
}

export interface FoundRule {
  rule_id: number;
  setting: string;
  value: JsonValue;
  feature_values: FeatureValues;
  metadata: JsonObject;
}

export interface Facet {
  value: string;
  settings: number;
}

export interface Facets {
  types: Facet[];
  features: Facet[];
  metadata_keys: Facet[];
}

export interface Prefix {
  prefix: string;
  settings: number;
  rules: number;
}

export interface Change {
  sequence: number;
  at: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  note: string | null;
  origin: string | null;
  request_id: string | null;
  undoes: number | null;
  items: number | null;
  before: JsonValue;
  after: JsonValue;
}

export interface ChangeItem {
  n: number;
  action: string;
  setting: string | null;
  rule_id: number | null;
  before: JsonValue;
  after: JsonValue;
}

export type Role = 'reader' | 'service' | 'editor' | 'admin';

export interface Me {
  name: string;
  email: string | null;
  role: Role;
  /** What the names of settings that may be written begin with; empty for all. */
  prefixes: string[];
  kind: 'person' | 'token' | 'proxy' | 'anonymous';
}

export interface UiConfig {
  banner: { text: string; color: string } | null;
  version: string;
  /** The address of the API's documentation, relative to the service. */
  docs: string;
  access: { on: boolean; provider: boolean };
  /** Whether uses of settings are counted. Older services do not say so, and count none. */
  usage?: boolean;
}

/** One thing to do in a change set: docs/safe-change.md lists them. */
export interface Operation {
  op: string;
  /** Entity tags, as in the header `If-Match`. */
  if_match?: string | undefined;
  [member: string]: unknown;
}

export interface OperationResult {
  outcome: 'created' | 'changed' | 'deleted' | 'unchanged';
  rule_id?: number;
  declaration?: JsonObject;
}

export interface ImpactValue {
  value: JsonValue;
  /** The rule that wins: null for the default, absent for a rule that does not exist yet. */
  rule_id?: number | null;
}

/** A context in which another rule wins or the value differs. A setting that does not exist is null. */
export interface ImpactEntry {
  setting: string;
  context: Record<string, string>;
  before: ImpactValue | null;
  after: ImpactValue | null;
}

export interface ChangeSetResult {
  /** Null if nothing changed. */
  sequence: number | null;
  results: OperationResult[];
  warnings: unknown[];
  impact?: ImpactEntry[];
  impact_truncated?: boolean;
  dry_run?: boolean;
}
