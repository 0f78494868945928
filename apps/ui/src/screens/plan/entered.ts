import { useState } from 'react';
import type { Plan, PlanOptions } from '../../api/plan.js';

/** The text of a document, and the file that it comes from. */
export interface Source {
  text: string;
  file?: string | undefined;
}

export interface Entered {
  source: Source;
  options: PlanOptions;
  /** Why it is to be applied. */
  note: string;
  /** What the document would change, if that is known. */
  plan?: Plan | undefined;
}

const NOTHING: Entered = { source: { text: '' }, options: { prune: false, pruneSettings: false }, note: '' };

let latest = NOTHING;

/**
 * What somebody has entered, and what changes it: by a function of what it is then. It is still there after a visit to another
 * screen.
 */
export function useEntered(): [Entered, (change: (entered: Entered) => Entered) => void] {
  const [entered, setEntered] = useState(latest);
  const enter = (change: (entered: Entered) => Entered) => {
    latest = change(latest);
    setEntered(latest);
  };
  return [entered, enter];
}
