import type { Draft } from './draft.js';

/** Replaces a draft by one that is made of it. It stays the same function, so that editors that do not change stay. */
export type ChangeDraft = (update: (draft: Draft) => Draft) => void;

export interface EditorProps {
  label: string;
  /** The label stays for screen readers. */
  isLabelHidden?: boolean;
  change: ChangeDraft;
}
