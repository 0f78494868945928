import { queryOptions, useQuery } from '@tanstack/react-query';
import { Failure, ask, type Query } from './http.js';
import { uiConfig } from './queries.js';

export type UseKind = 'declare' | 'query' | 'evaluate' | 'ofrep' | 'get';

/** How a client asked for a name. */
export interface Use {
  /** As it was asked for; `*` for all settings. */
  name: string;
  is_alias: boolean;
  client: string;
  kind: UseKind;
  hits: number;
  first_at: string;
  last_at: string;
}

export interface SettingUsage {
  /** By the setting's names, the newest first. */
  uses: Use[];
  /** Of clients that asked for all settings, the newest first. */
  ofEverything: Use[];
  /** Undefined if nothing is counted yet. */
  countedSince: string | undefined;
}

export interface RuleUse {
  rule_id: number;
  wins: number;
  last_won_at: string | null;
  /** Whether all wins are known. */
  complete: boolean;
  depends_on_resolver: boolean;
}

/** What is known of the wins of rules, by their ids; undefined or null if nothing is. */
export type RuleWins = ReadonlyMap<number, RuleUse> | null | undefined;

export type StaleReason =
  'never_asked_for' | 'not_asked_for_since' | 'declared_by_no_client_since' | 'every_rule_equals_default';

/** A setting that may no longer be needed. */
export interface StaleSetting {
  setting: string;
  reasons: StaleReason[];
  aliases_in_use: string[];
  last_at: string | null;
}

/** What is stale. */
export interface StaleList {
  days: number;
  /** By their names. */
  settings: ReadonlyMap<string, StaleSetting>;
  /** Undefined if nothing is counted yet. */
  countedSince: string | undefined;
}

const EVERYTHING = '*';
const PAGE = 1000;
/** More uses of one setting are not read. */
const MOST_PAGES = 20;

/** How long a use counts as recent: as long as the service refuses to delete what was asked for. */
const RECENT_MS = 7 * 24 * 60 * 60 * 1000;

/** If more settings are deleted together, their uses are not looked up. */
export const MOST_CHECKED = 200;
const AT_ONCE = 5;

/** Whether the service counts uses; undefined while it has not said so yet. */
export function useIsCounted(): boolean | undefined {
  const { data, isError } = useQuery(uiConfig());
  return data ? (data.usage ?? false) : isError ? false : undefined;
}

/** The uses of a setting. Null if the service counts none, or no longer has the setting. */
export function settingUsage(name: string) {
  return queryOptions({
    queryKey: ['setting', name, 'usage'],
    queryFn: ({ signal }) =>
      orNull(async (): Promise<SettingUsage> => {
        const [own, everything] = await Promise.all([
          readUses({ setting: name }, signal),
          readUses({ setting: EVERYTHING }, signal),
        ]);
        return { uses: own.uses, ofEverything: everything.uses, countedSince: own.countedSince };
      }),
  });
}

/** What is known of the wins of a setting's rules, by their ids. Null as `settingUsage`. */
export function ruleUsage(name: string) {
  return queryOptions({
    queryKey: ['setting', name, 'rule usage'],
    queryFn: ({ signal }) =>
      orNull(async () => {
        const query = { setting: name };
        const { rules } = (await ask<{ rules: RuleUse[] }>('api/v1/usage/rules', { query, signal })).body;
        return new Map(rules.map((rule) => [rule.rule_id, rule]));
      }),
  });
}

/** The settings that may no longer be needed, because of these days. Null as `settingUsage`. */
export function staleSettings(days: number) {
  return queryOptions({
    // Together with the list that it narrows.
    queryKey: ['settings', 'pages', 'stale', days],
    queryFn: ({ signal }) =>
      orNull(async (): Promise<StaleList> => {
        const { body, headers } = await ask<StaleSetting[]>('api/v1/usage/stale', { query: { days }, signal });
        const settings = new Map(body.map((one) => [one.setting, one]));
        return { days, settings, countedSince: countedSinceOf(headers) };
      }),
  });
}

/** What is to be deleted: settings, or of one of them only aliases. */
export interface Doomed {
  settings: readonly string[];
  aliases?: readonly string[] | undefined;
}

/** The latest uses of what is to be deleted, the newest first. */
export function recentUses({ settings, aliases }: Doomed) {
  return queryOptions({
    queryKey: ['preview', 'recent uses', settings, aliases],
    queryFn: async ({ signal }) => {
      const since = new Date(Date.now() - RECENT_MS).toISOString();
      const checked = settings.slice(0, MOST_CHECKED);
      const found: Use[] = [];
      for (let at = 0; at < checked.length; at += AT_ONCE) {
        const some = checked.slice(at, at + AT_ONCE);
        const read = some.map((setting) => orNull(() => readUses({ setting, since }, signal)));
        for (const one of await Promise.all(read)) found.push(...(one?.uses ?? []));
      }
      return newestFirst(aliases ? found.filter(({ name }) => aliases.includes(name)) : found);
    },
    staleTime: 0,
    gcTime: 0,
  });
}

/** The last use of a name among uses that are sorted by time. */
export function lastUseOf(name: string, uses: readonly Use[] | undefined): Use | undefined {
  return uses?.find((use) => use.name === name);
}

async function readUses(query: Query, signal: AbortSignal): Promise<Pick<SettingUsage, 'uses' | 'countedSince'>> {
  const uses: Use[] = [];
  let cursor: string | undefined;
  let countedSince: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const whole = { ...query, limit: PAGE, cursor };
    const { body, headers } = await ask<{ usage: Use[]; next: string | null }>('api/v1/usage', {
      query: whole,
      signal,
    });
    uses.push(...body.usage);
    countedSince ??= countedSinceOf(headers);
    if (body.next === null) break;
    cursor = body.next;
  }
  return { uses: newestFirst(uses), countedSince };
}

/** Uses by their last time. */
export function newestFirst(uses: readonly Use[]): Use[] {
  return [...uses].sort((a, b) => Date.parse(b.last_at) - Date.parse(a.last_at));
}

function countedSinceOf(headers: Headers): string | undefined {
  return headers.get('Heksher-Counted-Since') ?? undefined;
}

/** Null if there is no such thing: an older service has no usage, and a setting may have been deleted. */
async function orNull<Result>(read: () => Promise<Result>): Promise<Result | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return null;
    throw error;
  }
}
