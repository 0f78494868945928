import { useCallback, useEffect, useRef, type RefObject } from 'react';

interface Wanted {
  id: number | undefined;
  part: 'editor' | 'actions' | 'remove';
}

const PARTS = {
  editor: 'input, textarea, button, [tabindex="0"]',
  actions: '[data-part="actions"] button',
  remove: '[data-part="remove"] button',
};

/**
 * Moves the focus to a row of a list that is there after the next change: it would be lost with a row that is removed.
 * Without an id, or if the row is not there, it goes to the button that adds one.
 */
export function useRowFocus(
  box: RefObject<HTMLElement | null>,
): (id: number | undefined, part: Wanted['part']) => void {
  const wanted = useRef<Wanted>(undefined);
  useEffect(() => {
    const { id, part } = wanted.current ?? {};
    if (part === undefined) return;
    wanted.current = undefined;
    const row = id === undefined ? undefined : box.current?.querySelector(`[data-row="${id}"]`);
    const target =
      row?.querySelector<HTMLElement>(PARTS[part]) ?? box.current?.querySelector<HTMLElement>('[data-add]');
    target?.focus();
  });
  return useCallback((id, part) => {
    wanted.current = { id, part };
  }, []);
}
