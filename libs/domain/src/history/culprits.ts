import { jsonEquals, parseStoredJson, type JsonValue } from '../json.js';
import type { HistoryConflict } from './conflict.js';
import type { Content } from './content.js';
import type { Entry } from './entry.js';
import type { SettingRecord } from './record.js';
import { textOf, type RowStatement } from './row-changes.js';
import { metadataKey } from './three-way.js';
import { namesOfEntry } from './touched-names.js';

/** Whether a change may have brought about a conflict. `settings` are the settings that it names; null for any. */
export function hasBroughtAbout(
  conflict: HistoryConflict,
  content: Content,
  settings: readonly string[] | null,
): boolean {
  if (content.kind === 'unknown') return true;
  if (content.kind === 'rows') return content.statements.some((one) => rowsConcern(conflict, one, settings));
  return content.entries.some((read) => {
    const entry = read();
    return entry !== undefined && concerns(conflict, entry);
  });
}

function rowsConcern({ setting }: HistoryConflict, { table }: RowStatement, settings: readonly string[] | null) {
  if (setting === undefined) return table === 'context_features';
  return settings === null || settings.includes(setting);
}

function concerns(conflict: HistoryConflict, entry: Entry): boolean {
  const { setting, ruleId, otherRule, attribute, actual } = conflict;
  if (entry.kind === 'features') return setting === undefined || attribute === 'configurable_features';
  const rules = entry.kind === 'rule' ? [entry.before, entry.after] : entry.rules;
  if (ruleId !== undefined) return rules.some((one) => one && (one.rule.id === ruleId || one.rule.id === otherRule));
  if (setting === undefined) return entry.kind === 'setting';
  const names = namesOfEntry(entry);
  const isOfHolder = typeof actual === 'string' && NAMES.includes(attribute) && names.includes(actual);
  if (!isOfHolder && !names.includes(setting)) return false;
  if (entry.kind === 'rule') return attribute === 'rules';
  return !entry.before || !entry.after || hasChanged(attribute, entry.before, entry.after);
}

const NAMES: readonly string[] = ['name', 'aliases'];

/** Whether an attribute of a setting differs, or its names. */
export function hasChanged(attribute: string, before: SettingRecord, after: SettingRecord): boolean {
  if (NAMES.includes(attribute)) return namesText(before) !== namesText(after);
  const [old, now] = [attributeOf(attribute, before), attributeOf(attribute, after)];
  return old === undefined || now === undefined ? old !== now : !jsonEquals(old, now);
}

function namesText({ name, aliases }: SettingRecord): string {
  return [name, ...aliases].join();
}

function attributeOf(attribute: string, record: SettingRecord): JsonValue | undefined {
  const key = metadataKey(attribute);
  if (key !== undefined) return record.metadata[key];
  if (attribute === 'metadata') return record.metadata;
  if (attribute === 'type') return record.type;
  if (attribute === 'default_value') return parseStoredJson(record.defaultValue);
  if (attribute === 'version') return textOf(record.version);
  return [...record.configurableFeatures].sort();
}
