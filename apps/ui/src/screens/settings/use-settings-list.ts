import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { settingsPages, type SettingFilters } from '../../api/queries.js';
import type { FoundSetting, SettingsPage } from '../../api/types.js';
import { useAllPages } from '../../api/use-all-pages.js';
import { staleSettings, useIsCounted, type StaleList } from '../../api/usage.js';
import type { Basis } from '../../rule-editing/use-basis.js';

interface SettingsList {
  /** Undefined until the first rows are there. */
  rows: FoundSetting[] | undefined;
  /** How many there are; undefined while that is not known, because they are narrowed to stale ones and not all are read. */
  total: number | undefined;
  /** How many there are with those that are not stale; 0 until that is known. */
  listed: number;
  /** The sequence of the state that the list shows. */
  revision: number | undefined;
  error: Error | null;
  retry: () => void;
  /** Which settings are stale. Null if the service does not count uses; undefined if nobody wants to know, or not yet. */
  stale: StaleList | null | undefined;
  /** Reads the list again. */
  lookAgain: () => Promise<Basis<FoundSetting>>;
}

/** The settings that pass filters; with a number of days those of them that are stale since. */
export function useSettingsList(filters: SettingFilters, days: number | undefined): SettingsList {
  const pages = useInfiniteQuery(settingsPages(filters));
  useAllPages(pages);
  const isCounted = useIsCounted();
  const isNarrowed = days !== undefined;
  const staleQuery = useQuery({ ...staleSettings(days ?? 0), enabled: isNarrowed && isCounted === true });
  const stale = !isNarrowed ? undefined : isCounted === false ? null : staleQuery.data;
  const { data } = pages;
  const rows = useMemo(() => {
    if (!data || (isNarrowed && stale === undefined)) return undefined;
    const all = settingsOf(data);
    return isNarrowed ? all.filter(({ name }) => stale?.settings.has(name)) : all;
  }, [data, isNarrowed, stale]);
  const total = data?.pages[0]?.total;
  return {
    rows,
    total: isNarrowed ? (pages.hasNextPage ? undefined : rows?.length) : total,
    listed: total ?? 0,
    revision: data?.pages[0]?.revision,
    error: pages.error ?? (isNarrowed && !stale ? staleQuery.error : null),
    retry: () => {
      if (pages.error) void pages.refetch();
      if (staleQuery.error) void staleQuery.refetch();
    },
    stale,
    lookAgain: async () => {
      const { data: now } = await pages.refetch({ throwOnError: true });
      return { items: settingsOf(now), guard: { basedOn: now?.pages[0]?.revision } };
    },
  };
}

function settingsOf(list: { pages: readonly SettingsPage[] } | undefined): FoundSetting[] {
  return list?.pages.flatMap(({ settings }) => settings) ?? [];
}
