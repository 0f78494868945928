import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { heksher } from './settings';

// Nothing waits for it: until the settings are read, the page has those of the last visit, or the defaults.
void heksher.start();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
