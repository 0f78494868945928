import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { SETTING_NAME_OR_ALIAS, whyNotName } from '@heksher/domain';
import { keep, readKeptJson } from '../components/browser-storage.js';

const KEY = 'recent-settings';
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
  const names = readKeptJson(KEY);
  if (!Array.isArray(names)) return [];
  return names.filter((name): name is string => typeof name === 'string' && isName(name)).slice(0, MOST);
}

function remember(name: string): void {
  if (!isName(name)) return;
  const names = [name, ...recentSettings().filter((other) => other !== name)];
  keep(KEY, JSON.stringify(names.slice(0, MOST)));
}

function isName(text: string): boolean {
  return whyNotName(SETTING_NAME_OR_ALIAS, text) === undefined;
}
