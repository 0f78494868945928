import { useSyncExternalStore } from 'react';
import { keep, readKept } from '../components/browser-storage.js';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const listeners = new Set<() => void>();

/** The person's choice, kept in the browser. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, stored), choose];
}

/** Applies the kept choice, before the first paint. */
export function applyTheme(): void {
  const theme = stored();
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
}

function choose(theme: Theme): void {
  // If the browser does not keep it, the choice lasts until the page is left.
  keep(KEY, theme);
  current = theme;
  applyTheme();
  listeners.forEach((listener) => listener());
}

let current: Theme | undefined;

function stored(): Theme {
  current ??= read();
  return current;
}

function read(): Theme {
  const text = readKept(KEY);
  return text === 'light' || text === 'dark' ? text : 'system';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
