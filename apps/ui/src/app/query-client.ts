import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Failure } from '../api/http.js';
import { me } from '../api/queries.js';

const MOST_RETRIES = 2;

/** A 401 anywhere may mean that the session is over: the shell then asks to sign in again. */
const noticeEnd = (error: unknown) => {
  if (error instanceof Failure && error.status === 401) void client.invalidateQueries({ queryKey: me().queryKey });
};

/** What has been read from the service, for the whole page. */
export const client = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      // The browser does not know whether the service can be reached: it would wait without an end.
      networkMode: 'always',
      // The change stream says when to read again.
      staleTime: 30_000,
      retry: (count, error) => error instanceof Failure && error.isPassing && count < MOST_RETRIES,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
