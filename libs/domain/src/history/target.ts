import { compareCodePoints } from '../code-points.js';
import type { DraftSetting } from '../planning/draft-setting.js';
import type { Rule } from '../rule.js';
import type { Setting } from '../setting.js';

/** What a setting of a draft is to become. */
export interface Target {
  /** The setting now; undefined if it does not exist. */
  owner: DraftSetting | undefined;
  /** Undefined if it is to be deleted. */
  setting: Setting | undefined;
  /** The rules to write, by id; undefined for those to delete. */
  rules: Map<number, Rule | undefined>;
}

/** The names of a setting, the canonical one first. */
export function allNames({ name, aliases }: Setting): string[] {
  return [name, ...aliases];
}

/** A setting with another canonical name, and all of these as its names. */
export function withNames(setting: Setting, name: string, names: Iterable<string>): Setting {
  const aliases = [...new Set(names)].filter((other) => other !== name).sort(compareCodePoints);
  return { ...setting, name, aliases };
}
