import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement } from 'react';
import { words } from '../../words/en.js';
import styles from './plan.module.css';

/** Says that a document is applied, and leads to its change. Undo is in the message. */
export function Applied({ sequence }: { sequence: number | null }): ReactElement {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <p ref={place} tabIndex={-1} className={styles.applied}>
      {sequence === null ? (
        words.plan.nothingApplied
      ) : (
        <>
          {words.plan.appliedAs}{' '}
          <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
            {words.changes.change(sequence)}
          </Link>
        </>
      )}
    </p>
  );
}
