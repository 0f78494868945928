import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { SETTING_NAME_OR_ALIAS, whyNotName } from '@heksher/domain';

const KEY = 'heksher.recent-settings';
const MOST = 8;

/** Remembers in the browser which settings the person opens. */
export function useRememberedSettings(): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname ?? '' });
  useEffect(() => {
    const [, name] = /\/settings\/([^/]+)\/?$/.exec(pathname) ?? [];
    if (name !== undefined) remember(decodeURIComponent(name));
  }, [pathname]);
}

/** The settings that the person has opened, the last one first. */
export function recentSettings(): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(names)) return [];
    return names.filter((name): name is string => typeof name === 'string' && isName(name)).slice(0, MOST);
  } catch {
    return []; // storage is forbidden, or another program has written there
  }
}

function remember(name: string): void {
  if (!isName(name)) return;
  try {
    const names = [name, ...recentSettings().filter((other) => other !== name)];
    localStorage.setItem(KEY, JSON.stringify(names.slice(0, MOST)));
  } catch {
    // Storage is full or forbidden.
  }
}

function isName(text: string): boolean {
  return whyNotName(SETTING_NAME_OR_ALIAS, text) === undefined;
}
