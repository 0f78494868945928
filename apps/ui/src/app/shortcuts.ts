import { useEffect, useEffectEvent } from 'react';

/** A key, or two in a row such as `g s`. `mod+k` is Ctrl-K, on a Mac Cmd-K. */
export type Keys = string;

const SECOND_KEY_MS = 1200;

/**
 * Runs actions by keys. Keys without a modifier do nothing while somebody types, or while a dialogue is open.
 */
export function useShortcuts(actions: Readonly<Record<Keys, (() => void) | undefined>>): void {
  const run = useEffectEvent((keys: Keys) => {
    const action = actions[keys];
    action?.();
    return action !== undefined;
  });
  const begins = useEffectEvent((key: string) => Object.keys(actions).some((keys) => keys.startsWith(`${key} `)));

  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      const isModified = event.ctrlKey || event.metaKey;
      if (event.altKey || (!isModified && isBusy(event.target))) return;
      const key = isModified ? `mod+${event.key.toLowerCase()}` : event.key;
      const isSecond = first !== undefined && event.timeStamp - first.at < SECOND_KEY_MS;
      const keys = isSecond ? `${first?.key} ${key}` : key;
      first = !isSecond && begins(key) ? { key, at: event.timeStamp } : undefined;
      if (run(keys)) event.preventDefault();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** Whether a dialogue is open. A message at the edge is none, though screen readers know it as one. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]:not([aria-modal="false"])') !== null;
}

/** Whether keys belong to what has the focus: somebody types, or chooses from a list. */
function isBusy(target: EventTarget | null): boolean {
  if (isDialogOpen() || document.querySelector('[role="listbox"], [role="menu"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.shadowRoot !== null;
}
