import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { me, uiConfig } from './api/queries.js';
import { client } from './app/query-client.js';
import { router } from './app/router.js';
import { applyTheme } from './app/theme.js';
import './styles/tokens.css';
import './styles/base.css';

applyTheme();

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
