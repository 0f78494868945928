import type { ReactElement } from 'react';
import type { Operation } from '../api/types.js';
import { FailureNote } from '../components/failure.js';
import { words } from '../words/en.js';
import { ImpactTable } from './impact-table.js';
import styles from './rule-editing.module.css';
import { usePreview } from './use-preview.js';

/** What operations would do, and for whom. While that is worked out, it says so in place of its title. */
export function PreviewPanel({ operations }: { operations: readonly Operation[] }): ReactElement | null {
  const { data, error, isBusy } = usePreview(operations);
  if (operations.length === 0) return null;
  return (
    // The table in it is a region of its own.
    <div className={styles.preview} aria-busy={isBusy}>
      {error && !isBusy && <FailureNote error={error} />}
      {!error && data && <ImpactTable result={data} isBusy={isBusy} />}
      {(error || !data) && isBusy && <p role="status">{words.impact.computing}</p>}
    </div>
  );
}
