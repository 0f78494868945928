import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Discard, isAnythingTyped } from '../components/dialog.js';

/** A dialogue that is done with leads elsewhere in the moment in which it closes. */
const CLOSED_AFTER_MS = 50;

/** Asks before a link, or the browser's back button, leads away from a dialogue in which something is typed. */
export function LeaveQuestion(): ReactElement | null {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname || !isAnythingTyped()) return false;
      await new Promise((resolve) => setTimeout(resolve, CLOSED_AFTER_MS));
      return isAnythingTyped();
    },
    // Each dialogue sees to that itself.
    enableBeforeUnload: false,
    withResolver: true,
  });
  return status === 'blocked' ? <Discard onKeep={reset} onDiscard={proceed} /> : null;
}
