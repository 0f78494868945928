import { isJsonNumber, isJsonObject, numberText, type JsonValue } from './json.js';
import { printSettingType } from './setting-type/print.js';
import type { Setting } from './setting.js';
import { lastAskedAt, lastUseOf, type LastUses } from './usage.js';

/** Which settings a list has. An absent condition lets all of them pass. */
export interface SettingFilter {
  /** In lower case. Each must occur in the name, an alias, the metadata or the default value. */
  words?: readonly string[];
  /** The beginning of the canonical name. */
  prefix?: string;
  /** As it is printed. */
  type?: string;
  /** A feature that the setting is configurable by. */
  feature?: string;
  hasRules?: boolean;
  changedSince?: Since;
  /** Only settings that were asked for in no way since this time, in milliseconds since 1970. */
  unusedSince?: number;
}

/** A point in the change log: after a sequence, or at a time in milliseconds since 1970 or later. */
export type Since = { sequence: bigint } | { time: number };

/** A change that touched a setting. */
export interface LatestChange {
  seq: string;
  /** In UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
}

/** Further facts in lists of settings, besides the attributes. */
export interface SettingFacts {
  /** How many rules it has. */
  rules: number;
  /** The latest change that names it; undefined if the log has none. */
  changed: LatestChange | undefined;
}

/** The words of a search, separated by white space, in lower case. */
export function searchWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Whether the attributes of a setting pass a filter. `passesFacts` judges the rest. */
export function passesFilter(setting: Setting, { words = [], prefix, type, feature }: SettingFilter): boolean {
  if (prefix !== undefined && !setting.name.startsWith(prefix)) return false;
  if (feature !== undefined && !setting.configurableFeatures.includes(feature)) return false;
  if (type !== undefined && printSettingType(setting.type) !== type) return false;
  if (words.length === 0) return true;
  const text = searchedText(setting);
  return words.every((word) => text.includes(word));
}

/** Whether the last uses of a setting pass a filter. */
export function passesUses({ name, aliases }: Setting, { unusedSince }: SettingFilter, uses: LastUses): boolean {
  if (unusedSince === undefined) return true;
  const at = lastAskedAt(lastUseOf([name, ...aliases], uses));
  return at === undefined || at.getTime() < unusedSince;
}

/** Whether a filter needs more than the attributes of a setting. */
export function needsFacts({ hasRules, changedSince }: SettingFilter): boolean {
  return hasRules !== undefined || changedSince !== undefined;
}

/** Whether the facts about a setting pass a filter. */
export function passesFacts({ rules, changed }: SettingFacts, { hasRules, changedSince }: SettingFilter): boolean {
  if (hasRules !== undefined && hasRules !== rules > 0) return false;
  if (changedSince === undefined) return true;
  if (!changed) return false;
  return 'sequence' in changedSince
    ? BigInt(changed.seq) > changedSince.sequence
    : Date.parse(changed.at) >= changedSince.time;
}

const SEPARATOR = '\n'; // white space, which no word contains

/** Making the texts of 10,000 settings takes tens of milliseconds. They are kept as long as the settings. */
const texts = new WeakMap<Setting, string>();

/** The texts of a setting that a search matches, in lower case. */
function searchedText(setting: Setting): string {
  const known = texts.get(setting);
  if (known !== undefined) return known;
  const { name, aliases, metadata, defaultValue } = setting;
  const parts = [name, ...aliases];
  collectText(metadata, parts);
  collectText(defaultValue, parts);
  const text = parts.join(SEPARATOR).toLowerCase();
  texts.set(setting, text);
  return text;
}

/** Adds the texts in a value: strings, names of members, and other values as they are printed. */
function collectText(value: JsonValue, parts: string[]): void {
  if (typeof value === 'string') parts.push(value);
  else if (isJsonNumber(value)) parts.push(numberText(value));
  else if (Array.isArray(value)) for (const item of value) collectText(item, parts);
  else if (!isJsonObject(value)) parts.push(String(value));
  else {
    for (const [name, member] of Object.entries(value)) {
      parts.push(name);
      collectText(member, parts);
    }
  }
}
