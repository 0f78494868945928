import type { SettingFilters } from '../../api/queries.js';

/** The part of the address of the list that narrows it. */
type SettingsAddress = Partial<Record<'q' | 'prefix' | 'type' | 'feature' | 'rules' | 'since' | 'sort', string>>;

const HOUR_MS = 3_600_000;

const USUAL_STALE_DAYS = 30;
const MOST_STALE_DAYS = 36_500;

/** For how many days settings have to be stale to be listed; undefined for all settings. What is no number means 30 days. */
export function staleDaysOf(stale: string | undefined): number | undefined {
  if (stale === undefined) return undefined;
  const days = /^\d{1,5}$/.test(stale) ? Number(stale) : 0;
  return days >= 1 && days <= MOST_STALE_DAYS ? days : USUAL_STALE_DAYS;
}

/** What the address asks for, as the API's parameters. A time span counts from now. */
export function filtersOf(
  { q, prefix, type, feature, rules, since, sort }: SettingsAddress,
  now: number,
): SettingFilters {
  const hours = Number(since);
  return {
    ...(q && { search: q }),
    ...(prefix && { prefix }),
    ...(type && { type }),
    ...(feature && { feature }),
    ...(rules && { has_rules: rules }),
    ...(hours > 0 && { changed_since: new Date(Math.floor(now / 60_000) * 60_000 - hours * HOUR_MS).toISOString() }),
    ...(sort === '-changed' && { sort }),
  };
}

/** Whether filters leave settings out. */
export function isNarrowed(filters: SettingFilters): boolean {
  return Object.keys(filters).some((name) => name !== 'sort');
}
