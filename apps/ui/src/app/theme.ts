import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'heksher.theme';
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
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is full or forbidden: the choice lasts until the page is left.
  }
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
  try {
    const text = localStorage.getItem(KEY);
    return text === 'light' || text === 'dark' ? text : 'system';
  } catch {
    return 'system';
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
