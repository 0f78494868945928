import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { compareCodePoints, type Context, type JsonValue } from '@heksher/domain';
import { ask } from './http.js';

/** The value of a setting in a context, and why. */
export interface ContextValue {
  value: JsonValue;
  reason: 'rule' | 'default';
  rule_id?: number;
}

/** A setting with its values, in the order of the contexts. */
export interface ComparedSetting {
  name: string;
  values: ContextValue[];
}

export interface ComparisonPage {
  settings: ComparedSetting[];
  total: number;
  next: string | null;
}

export interface ComparisonFilters {
  search?: string | undefined;
  prefix?: string | undefined;
  /** Leaves out settings that have the same value in all contexts, if there are several. */
  onlyDifferences?: boolean;
}

interface Answer<Value> {
  settings: Record<string, Value>;
  total: number;
  next: string | null;
}

const FIRST_PAGE = 100;
const NEXT_PAGES = 1000;

/** All settings in one to four contexts, page by page. */
export function comparisonPages(contexts: readonly Context[], filters: ComparisonFilters) {
  const asked = contexts.map((context) => Object.fromEntries(context));
  return infiniteQueryOptions({
    queryKey: ['evaluation', 'pages', asked, filters],
    queryFn: async ({ pageParam, signal }): Promise<ComparisonPage> => {
      const { search, prefix, onlyDifferences } = filters;
      const limit = pageParam === undefined ? FIRST_PAGE : NEXT_PAGES;
      const page = { search: search || undefined, prefix: prefix || undefined, limit, cursor: pageParam };
      const request = { method: 'POST', signal } as const;
      if (asked.length > 1) {
        const body = { ...page, contexts: asked, only_differences: onlyDifferences };
        return pageOf((await ask<Answer<ContextValue[]>>('api/v1/evaluate/compare', { ...request, body })).body);
      }
      const body = { ...page, context: asked[0] ?? {} };
      const { settings, ...rest } = (await ask<Answer<ContextValue>>('api/v1/evaluate', { ...request, body })).body;
      const single = Object.entries(settings).map(([name, value]) => [name, [value]]);
      return pageOf({ ...rest, settings: Object.fromEntries(single) as Record<string, ContextValue[]> });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function pageOf({ settings, total, next }: Answer<ContextValue[]>): ComparisonPage {
  const rows = Object.entries(settings).map(([name, values]) => ({ name, values }));
  // JavaScript moves members that look like numbers to the beginning.
  return { settings: rows.sort((left, right) => compareCodePoints(left.name, right.name)), total, next };
}
