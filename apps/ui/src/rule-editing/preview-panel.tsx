import type { ReactElement } from 'react';
import type { Operation } from '../api/types.js';
import { FailureNote } from '../components/failure.js';
import { Loading } from '../components/loading.js';
import { ImpactTable } from './impact-table.js';
import styles from './rule-editing.module.css';
import { usePreview } from './use-preview.js';

/** What operations would do, and for whom. */
export function PreviewPanel({ operations }: { operations: readonly Operation[] }): ReactElement | null {
  const { data, error, isFetching } = usePreview(operations);
  if (operations.length === 0) return null;
  return (
    // The table in it is a region of its own.
    <div className={styles.preview} aria-busy={isFetching}>
      {error ? <FailureNote error={error} /> : data ? <ImpactTable result={data} /> : <Loading />}
    </div>
  );
}
