import { useEffect } from 'react';

/** What this needs of `useInfiniteQuery`. */
interface PagedQuery {
  data: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** Reads the pages of a list one after the other, up to a number of them. A failure ends it until the person tries again. */
export function useAllPages(query: PagedQuery, most = Number.POSITIVE_INFINITY): void {
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const isMore = hasNextPage && !isFetching && !isFetchNextPageError && (data?.pages.length ?? 0) < most;
  useEffect(() => {
    if (isMore) void fetchNextPage();
  }, [isMore, fetchNextPage]);
}
