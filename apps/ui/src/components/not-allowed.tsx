import { Lock } from 'lucide-react';
import type { ReactElement } from 'react';
import { words } from '../words/en.js';
import styles from './not-allowed.module.css';

/** Stands in place of an action that the person may not do. Hover and focus show why, and screen readers read it. */
export function NotAllowed({ what, why }: { what: string; why: string }): ReactElement {
  return (
    <span className={styles.mark} tabIndex={0} data-tip={why}>
      <Lock size={14} aria-hidden />
      {words.permissions.not(what)}
      <span className="hidden">: {why}</span>
    </span>
  );
}
