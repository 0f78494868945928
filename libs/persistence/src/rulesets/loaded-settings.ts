import type { Ruleset, Setting } from '@heksher/domain';

/** A setting with its rules, arranged for reading. */
export interface LoadedSetting {
  setting: Setting;
  ruleset: Ruleset;
  /** About how much memory it takes. */
  bytes: number;
}

/** Something that was loaded in one statement, with the head of the state that it belongs to. */
export interface Loaded<Content> {
  /** Undefined where the database has lost its head. */
  revision: string | undefined;
  content: Content;
}

/** All names that lead to a setting. */
export interface NameIndex {
  /** Canonical names, in order. */
  settings: readonly string[];
  /** From each name or alias to the canonical name. */
  canonical: ReadonlyMap<string, string>;
}

/** All settings without their rules, in the order of their names. */
export class SettingList {
  constructor(
    readonly settings: readonly Setting[],
    /** About how much memory they take. */
    readonly bytes: number,
  ) {}
}

/** Settings found by any of their names. */
export function byAnyName(loaded: readonly LoadedSetting[]): Map<string, LoadedSetting> {
  const names = new Map<string, LoadedSetting>();
  for (const one of loaded) for (const alias of one.setting.aliases) names.set(alias, one);
  for (const one of loaded) names.set(one.setting.name, one);
  return names;
}
