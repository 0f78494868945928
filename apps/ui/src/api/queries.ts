import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { Failure, ask, type Query } from './http.js';
import type { Change, Facets, Me, Prefix, SettingRules, SettingsPage, UiConfig } from './types.js';

// The keys begin with what a change makes out of date: see live.ts.

/** What a list of settings is narrowed to, as the API's parameters. */
export type SettingFilters = Readonly<
  Partial<Record<'search' | 'prefix' | 'type' | 'feature' | 'has_rules' | 'changed_since' | 'sort', string>>
>;

/** The first rows come alone, so that they are there soon; the rest follows in large pages. */
const FIRST_PAGE = 100;
const NEXT_PAGES = 1000;

/** Settings that pass filters, page by page. */
export function settingsPages(filters: SettingFilters) {
  return infiniteQueryOptions({
    queryKey: ['settings', 'pages', filters],
    queryFn: async ({ pageParam, signal }) => {
      const limit = pageParam === undefined ? FIRST_PAGE : NEXT_PAGES;
      const query: Query = { ...filters, include_additional_data: true, limit, cursor: pageParam };
      // Read before the list, so that what is based on it notices every later change.
      const revision = pageParam === undefined ? await readRevision(signal) : undefined;
      return { ...(await ask<SettingsPage>('api/v1/settings', { query, signal })).body, revision };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** The sequence of the newest change; undefined while the database has lost it. */
export async function readRevision(signal: AbortSignal): Promise<number | undefined> {
  return (await ask<{ sequence: number | null }>('api/v1/revision', { signal })).body.sequence ?? undefined;
}

/** How many settings have each type, feature and metadata key. */
export function facets(filters: SettingFilters) {
  return queryOptions({
    queryKey: ['settings', 'facets', filters],
    queryFn: async ({ signal }) => (await ask<Facets>('api/v1/settings/facets', { query: filters, signal })).body,
    placeholderData: keepPreviousData,
  });
}

/** The names of the first settings that a text is found in. */
export function settingNames(text: string) {
  return queryOptions({
    queryKey: ['settings', 'names', text],
    queryFn: async ({ signal }) => {
      const query = { search: text === '' ? undefined : text, limit: FIRST_PAGE };
      const { settings } = (await ask<{ settings: { name: string }[] }>('api/v1/settings', { query, signal })).body;
      return settings.map(({ name }) => name);
    },
    placeholderData: keepPreviousData,
  });
}

/** The names below a prefix, grouped by their next part. */
export function prefixes(under: string) {
  return queryOptions({
    queryKey: ['settings', 'prefixes', under],
    queryFn: async ({ signal }) => {
      const query = { under, limit: NEXT_PAGES };
      return (await ask<{ prefixes: Prefix[] }>('api/v1/settings/prefixes', { query, signal })).body.prefixes;
    },
  });
}

/** A setting with its rules in descending priority, and the entity tag of this. */
export function settingRules(name: string) {
  return queryOptions({
    queryKey: ['setting', name, 'rules'],
    queryFn: ({ signal }) => readSettingRules(name, signal),
  });
}

/** Reads what `settingRules` is about from the service, whatever is in the cache. */
export async function readSettingRules(
  name: string,
  signal?: AbortSignal,
): Promise<SettingRules & { etag: string | undefined }> {
  const { body, etag } = await ask<SettingRules>(`${settingPath(name)}/rules`, { signal });
  return { ...body, etag };
}

/** The names of all context features, in order, and the entity tag of this. */
export function contextFeatures() {
  return queryOptions({
    queryKey: ['features'],
    queryFn: async ({ signal }) => {
      const { body, etag } = await ask<{ context_features: string[] }>('api/v1/context_features', { signal });
      return { features: body.context_features, etag };
    },
  });
}

/** The known values of a feature that begin with a text, the most used first. */
export function featureValues(feature: string, prefix: string, limit = 20) {
  return queryOptions({
    queryKey: ['rules', 'values', feature, prefix, limit],
    queryFn: async ({ signal }) => {
      const path = `api/v1/context_features/${encodeURIComponent(feature)}/values`;
      const query = { prefix: prefix === '' ? undefined : prefix, limit };
      return (await ask<{ values: { value: string; rules: number }[] }>(path, { query, signal })).body.values;
    },
    placeholderData: keepPreviousData,
  });
}

/** The person or program that asks. Null if it has to sign in. */
export function me() {
  return queryOptions({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      try {
        return (await ask<Me>('auth/me', { signal })).body;
      } catch (error) {
        if (error instanceof Failure && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** What is configured for the page. */
export function uiConfig() {
  return queryOptions({
    queryKey: ['config'],
    queryFn: async ({ signal }) => (await ask<UiConfig>('ui/config.json', { signal })).body,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function settingPath(name: string): string {
  return `api/v1/settings/${encodeURIComponent(name)}`;
}

/** How many changes are looked through for the latest one that names a setting. */
const LATEST = 20;

/** The latest change that names a setting, or that of one of its rules; null if none of the newest does. */
export function latestChange(setting: string, rule?: number) {
  return queryOptions({
    queryKey: ['setting', setting, 'latest change', rule],
    queryFn: async ({ signal }) => {
      if (rule !== undefined) return (await newestChanges({ rule, limit: 1 }, signal))[0] ?? null;
      // Among them are changes that may touch any setting, such as those of context features.
      const changes = await newestChanges({ setting, limit: LATEST }, signal);
      return changes.find(({ settings }) => settings?.includes(setting)) ?? null;
    },
  });
}

async function newestChanges(query: Query, signal: AbortSignal): Promise<Change[]> {
  return (await ask<{ changes: Change[] }>('api/v1/changes', { query: { order: 'desc', ...query }, signal })).body
    .changes;
}
