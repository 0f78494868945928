import { missingSettings, type Setting, type SettingFacts } from '@heksher/domain';
import { byAnyName, type Loaded, type LoadedSetting, type NameIndex, type SettingList } from './loaded-settings.js';

/** What every reading has. All of a reading is of one revision. */
export interface StateReading {
  /** Undefined if the database has lost its head. */
  revision: string | undefined;
  /** If the database could not be reached: the seconds since this revision was last seen to be current. */
  staleSeconds?: number;
  /** If it was read without a head read: the whole seconds since the last one. */
  ageSeconds?: number;
  /** If it is an earlier state: the sequence of the change that made it. Then it has no revision. */
  sequence?: string;
}

/** Settings with their rules. */
export interface Reading extends StateReading {
  /** In the order of their names, each once. */
  settings: readonly LoadedSetting[];
  /** The requested names that lead to no setting, in the order of the request, each once. */
  unknown: readonly string[];
  /** Whether the settings are not in the cache, which has no room for them. Keeping the reading keeps their memory. */
  isUncached?: boolean;
}

/** The list of all settings as a reading. */
export interface Listing extends StateReading {
  list: SettingList;
}

/** The list of all settings with facts about some of them, by their canonical names. */
export interface FactualListing extends Listing {
  facts: ReadonlyMap<string, SettingFacts>;
}

/** Names settings of a list. It may be called several times, with the same list or with a newer one. */
export type ChooseNames = (list: SettingList) => readonly string[];

/** The canonical names, in order, that names or aliases lead to; those of all settings if `names` is undefined. */
export function resolveNames(
  names: readonly string[] | undefined,
  index: NameIndex,
): { wanted: readonly string[]; unknown: string[] } {
  if (names === undefined) return { wanted: index.settings, unknown: [] };
  const wanted = new Set<string>();
  const unknown: string[] = [];
  for (const name of names) {
    const canonical = index.canonical.get(name);
    if (canonical === undefined) unknown.push(name);
    else wanted.add(canonical);
  }
  // Names are ASCII, so JavaScript sorts them by code point.
  return { wanted: [...wanted].sort(), unknown: [...new Set(unknown)] };
}

/** What was loaded without the cache, for names or aliases or for all, as a reading. */
export function toUncached(
  { revision, content: settings }: Loaded<LoadedSetting[]>,
  names: readonly string[] | undefined,
): Reading {
  const known = byAnyName(settings);
  const unknown = [...new Set(names ?? [])].filter((name) => !known.has(name));
  return { revision, settings, unknown, isUncached: true };
}

/** Throws `not-found`, with the unknown names, unless a reading found every name. */
export function assertAllFound({ unknown }: Pick<Reading, 'unknown'>): void {
  if (unknown.length > 0) throw missingSettings(unknown);
}

/** A setting with a name that leads to it. */
export type NamedSetting = readonly [name: string, one: LoadedSetting];

/** The settings by the requested names, in the order of these, each once. Undefined means all canonical names. */
export function byRequestedName({ settings }: Reading, names: readonly string[] | undefined): NamedSetting[] {
  const requested = names && new Set(names);
  if (!requested || isCanonical(requested, settings)) return settings.map((one) => [one.setting.name, one]);
  const found = byAnyName(settings);
  // Names are ASCII, so JavaScript sorts them by code point.
  return [...requested].sort().flatMap((name): NamedSetting[] => {
    const one = found.get(name);
    return one ? [[name, one]] : [];
  });
}

/** Whether names are exactly the canonical names of these settings. */
function isCanonical(names: ReadonlySet<string>, settings: readonly LoadedSetting[]): boolean {
  return names.size === settings.length && settings.every(({ setting }) => names.has(setting.name));
}

/** The setting of a reading that has exactly one. */
export function onlySetting(reading: Reading): Setting {
  return onlyLoaded(reading).setting;
}

/** The same with its rules. */
export function onlyLoaded({ settings }: Reading): LoadedSetting {
  const [found] = settings;
  if (!found || settings.length > 1) throw new Error(`the reading has ${settings.length} settings instead of one`);
  return found;
}
