import type { Ruleset, Setting } from '@heksher/domain';

/** A setting with its compiled rules. */
export interface LoadedSetting {
  setting: Setting;
  ruleset: Ruleset;
  /** Its approximate size in memory. */
  bytes: number;
}

/** Something that was loaded by one statement, with its revision. */
export interface Loaded<Content> {
  /** Undefined if the database has lost its head. */
  revision: string | undefined;
  content: Content;
}

/** The names and aliases of all settings, and the context features. */
export interface NameIndex {
  /** Canonical names, in order. */
  settings: readonly string[];
  /** The canonical name by each name and alias. */
  canonical: ReadonlyMap<string, string>;
  /** All context features, in order. */
  features: readonly string[];
}

/** All settings without their rules, in the order of their names. */
export class SettingList {
  constructor(
    readonly settings: readonly Setting[],
    /** Their approximate size in memory. */
    readonly bytes: number,
  ) {}
}

/** Settings by each of their names and aliases. */
export function byAnyName(loaded: readonly LoadedSetting[]): Map<string, LoadedSetting> {
  const names = new Map<string, LoadedSetting>();
  for (const one of loaded) for (const alias of one.setting.aliases) names.set(alias, one);
  for (const one of loaded) names.set(one.setting.name, one);
  return names;
}
