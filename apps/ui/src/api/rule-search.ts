import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask, type Query } from './http.js';
import { readRevision } from './queries.js';
import type { FoundRule } from './types.js';

/** What a list of rules of all settings is narrowed to, as the API's parameters. */
export type RuleFilters = Readonly<
  Partial<Record<'feature_values' | 'value' | 'value_contains' | 'setting' | 'prefix', string | undefined>>
>;

export interface RulesPage {
  rules: FoundRule[];
  total: number;
  next: string | null;
}

const FIRST_PAGE = 100;
const NEXT_PAGES = 1000;

/**
 * Rules of all settings that pass filters, page by page. The first page has `basedOn`: no change after this sequence is
 * overlooked by whoever read the list.
 */
export function rulesPages(filters: RuleFilters) {
  return infiniteQueryOptions({
    queryKey: ['rules', 'pages', filters],
    queryFn: async ({ pageParam, signal }) => {
      const basedOn = pageParam === undefined ? await readRevision(signal) : undefined;
      const limit = pageParam === undefined ? FIRST_PAGE : NEXT_PAGES;
      return { ...(await readRules({ ...filters, limit, cursor: pageParam }, signal)), basedOn };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** The first few rules that pass filters, and how many there are. */
export function firstRules(filters: RuleFilters, limit: number) {
  return queryOptions({
    queryKey: ['rules', 'first', filters, limit],
    queryFn: ({ signal }) => readRules({ ...filters, limit }, signal),
    placeholderData: keepPreviousData,
  });
}

async function readRules(query: Query, signal: AbortSignal): Promise<RulesPage> {
  return (await ask<RulesPage>('api/v1/rules', { query, signal })).body;
}
