import { jsonEquals, printJson, type JsonValue } from '@heksher/domain';
import type { Setting } from '../api/types.js';
import { readMetadataRows, rowsOfMetadata, type MetadataRow } from './metadata-rows.js';
import type { WantedChanges } from './plan-change.js';
import { fittingValue, isSameTypeText, readType } from './type-draft.js';

/** A setting while it is edited. */
export interface EditState {
  name: string;
  /** As it is typed; it may be no type. */
  type: string;
  /** As it was given last. `defaultOf` says what it is under the type. */
  defaultValue: JsonValue;
  features: readonly string[];
  metadata: readonly MetadataRow[];
  removedAliases: readonly string[];
}

/** A setting as it is, before anything is edited. */
export function editStateOf(setting: Setting): EditState {
  return {
    name: setting.name,
    type: setting.type,
    defaultValue: setting.default_value,
    features: setting.configurable_features,
    metadata: rowsOfMetadata(setting.metadata),
    removedAliases: [],
  };
}

/** The default value, made to fit the type while the type is another. */
export function defaultOf({ type, defaultValue }: Pick<EditState, 'type' | 'defaultValue'>): JsonValue {
  const reading = readType(type);
  return 'type' in reading ? fittingValue(reading.type, defaultValue) : defaultValue;
}

/** In what the edited setting differs from what it is; undefined while something typed is none. */
export function wantedChanges(state: EditState, setting: Setting): WantedChanges | undefined {
  const reading = readMetadataRows(state.metadata);
  if ('fault' in readType(state.type) || 'fault' in reading) return undefined;
  const defaultValue = defaultOf(state);
  const changes: WantedChanges = {};
  if (state.name !== setting.name) changes.name = state.name;
  if (!isSameTypeText(state.type, setting.type)) changes.type = state.type;
  if (printJson(defaultValue) !== printJson(setting.default_value)) changes.default_value = defaultValue;
  if (!isSameList(state.features, setting.configurable_features)) changes.configurable_features = [...state.features];
  if (!jsonEquals(reading.metadata, setting.metadata)) changes.metadata = reading.metadata;
  return changes;
}

/** The same edits on a setting that somebody has changed meanwhile: what was not edited is as it is now. */
export function onto(state: EditState, from: Setting, now: Setting): EditState {
  const edited = wantedChanges(state, from) ?? { name: '', type: '', default_value: null, metadata: {} };
  const theirs = editStateOf(now);
  return {
    name: 'name' in edited ? state.name : theirs.name,
    type: 'type' in edited ? state.type : theirs.type,
    defaultValue: 'default_value' in edited ? state.defaultValue : theirs.defaultValue,
    features: 'configurable_features' in edited ? state.features : theirs.features,
    metadata: 'metadata' in edited ? state.metadata : theirs.metadata,
    removedAliases: state.removedAliases.filter((alias) => now.aliases.includes(alias)),
  };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
