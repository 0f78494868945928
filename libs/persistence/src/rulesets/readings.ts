import { DomainError, type Setting } from '@heksher/domain';
import { byAnyName, type LoadedSetting, type NameIndex, type SettingList } from './loaded-settings.js';

/** What every reading has: all of it is of one state of the database. */
export interface StateReading {
  /** That state; undefined if the database has lost its head. */
  revision: string | undefined;
  /** If the database could not be reached: how many seconds ago this was last known to be its state. */
  staleSeconds?: number;
}

/** Settings with their rules. */
export interface Reading extends StateReading {
  /** By canonical name, in the order of the names, each once. */
  settings: readonly LoadedSetting[];
  /** The names that lead to no setting, each once, in the order they were asked for. */
  unknown: readonly string[];
  /** Whether the settings are more than the cache holds: whoever keeps the reading keeps all their memory, too. */
  isUncached?: boolean;
}

/** The list of all settings as a reading. */
export interface Listing extends StateReading {
  list: SettingList;
}

/** The settings that names or aliases lead to, in the order of the settings' names; all settings if `names` is undefined. */
export function resolveNames(
  names: readonly string[] | undefined,
  index: NameIndex,
): { wanted: readonly string[]; unknown: string[] } {
  if (names === undefined) return { wanted: index.settings, unknown: [] };
  const wanted = new Set<string>();
  const unknown = new Set<string>();
  for (const name of names) {
    const canonical = index.canonical.get(name);
    if (canonical === undefined) unknown.add(name);
    else wanted.add(canonical);
  }
  // Names are ASCII: JavaScript's own order of them is that of their code points.
  return { wanted: wanted.size > 1 ? [...wanted].sort() : [...wanted], unknown: [...unknown] };
}

/** Throws `not-found`, naming them, when a reading did not find all names. */
export function assertAllFound({ unknown }: Pick<Reading, 'unknown'>): void {
  if (unknown.length === 0) return;
  const names = unknown.map((name) => JSON.stringify(name)).join(', ');
  throw new DomainError(
    'not-found',
    unknown.length === 1 ? `no setting is called ${names}` : `no settings are called ${names}`,
  );
}

/** A setting under a name that leads to it. */
export type NamedSetting = readonly [name: string, one: LoadedSetting];

/** Each of the names, once and in their order, with the setting that it leads to; undefined stands for canonical names. */
export function byRequestedName({ settings }: Reading, names: readonly string[] | undefined): NamedSetting[] {
  // Names are ASCII: JavaScript's own order of them is that of their code points.
  const asked = names && [...new Set(names)].sort();
  if (!asked || isCanonical(asked, settings)) return settings.map((one) => [one.setting.name, one]);
  const found = byAnyName(settings);
  return asked.flatMap((name): NamedSetting[] => {
    const one = found.get(name);
    return one ? [[name, one]] : [];
  });
}

/** Whether names are the canonical ones of all the settings. */
function isCanonical(names: readonly string[], settings: readonly LoadedSetting[]): boolean {
  return names.length === settings.length && names.every((name, at) => name === settings[at]?.setting.name);
}

/** The setting that a reading of one name has found. */
export function onlySetting({ settings }: Reading): Setting {
  const [found] = settings;
  if (!found || settings.length > 1) throw new Error(`a reading of one setting has ${settings.length}`);
  return found.setting;
}
