import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MOST_CHECKED, recentUses, useIsCounted, type Doomed, type Use } from '../api/usage.js';

/** Keeps a person from deleting what programs still ask for without knowing it. */
export interface Gate {
  /** While it is not known yet who asked. */
  isChecking: boolean;
  /** The latest uses, the newest first. */
  uses: readonly Use[];
  /** Why it is not known who asked. */
  error: Error | null;
  /** Whether there are too many settings to look it up for all. */
  isPartial: boolean;
  /** Whether the person wants to delete, and has to say so once more. */
  isStopped: boolean;
  /** Runs what deletes, or stops the person first. */
  pass: (run: () => void) => void;
  checkAgain: () => void;
}

const NONE: Doomed = { settings: [] };

/** The gate before deleting something; it stays open if that is undefined, or if the service counts no uses. */
export function useGate(doomed: Doomed | undefined): Gate {
  const isCounted = useIsCounted();
  const isAsked = doomed !== undefined && isCounted !== false;
  const query = useQuery({ ...recentUses(doomed ?? NONE), enabled: isAsked && isCounted === true });
  const [isStopped, setStopped] = useState(false);
  const uses = (isAsked && query.data) || [];
  const error = isAsked && !query.data ? query.error : null;
  const isPartial = isAsked && doomed.settings.length > MOST_CHECKED;
  const isShut = uses.length > 0 || error !== null || isPartial;
  return {
    isChecking: isAsked && query.isPending && !error,
    uses,
    error,
    isPartial,
    isStopped: isStopped && isShut,
    pass: (run) => (isShut ? setStopped(true) : run()),
    checkAgain: () => void query.refetch(),
  };
}
