import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Failure } from './api/http.js';
import { me, uiConfig } from './api/queries.js';
import { router } from './app/router.js';
import { applyTheme } from './app/theme.js';
import './styles/tokens.css';
import './styles/base.css';

const MOST_RETRIES = 2;

applyTheme();

/** A 401 anywhere may mean that the session is over: the shell then asks to sign in again. */
const noticeEnd = (error: unknown) => {
  if (error instanceof Failure && error.status === 401) void client.invalidateQueries({ queryKey: me().queryKey });
};

const client = new QueryClient({
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

// Every screen needs these. They are asked for while the screen itself is still loaded.
void client.prefetchQuery(me());
void client.prefetchQuery(uiConfig());

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
