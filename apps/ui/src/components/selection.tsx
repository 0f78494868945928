import { useMemo, useState, type ReactElement } from 'react';
import styles from './selection.module.css';

export interface Selection<Row> {
  keys: ReadonlySet<string>;
  /** The selected rows that are still there. */
  rows: Row[];
  toggle: (key: string) => void;
  /** Selects these rows, or none of them if all are selected. */
  toggleAll: (rows: readonly Row[]) => void;
  clear: () => void;
}

/** Which rows of a list are selected. */
export function useSelection<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Selection<Row> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(
    () => (keys.size === 0 ? [] : rows.filter((row) => keys.has(keyOf(row)))),
    [rows, keys, keyOf],
  );
  return {
    keys,
    rows: selected,
    toggle: (key) =>
      setKeys((old) => {
        const changed = new Set(old);
        if (!changed.delete(key)) changed.add(key);
        return changed;
      }),
    toggleAll: (shown) =>
      setKeys((old) =>
        shown.every((row) => old.has(keyOf(row))) ? new Set() : new Set([...old, ...shown.map(keyOf)]),
      ),
    clear: () => setKeys(new Set()),
  };
}

interface SelectBoxProps {
  label: string;
  isSelected: boolean;
  onChange: () => void;
  /** Some, but not all. */
  isPartly?: boolean;
}

/** The checkbox of a row, or of all rows. Plain, because a long table draws very many of them while it is scrolled. */
export function SelectBox({ label, isSelected, onChange, isPartly = false }: SelectBoxProps): ReactElement {
  return (
    <label className={styles.box}>
      <input
        type="checkbox"
        aria-label={label}
        checked={isSelected}
        ref={(input) => {
          if (input) input.indeterminate = isPartly;
        }}
        onChange={onChange}
        className={styles.mark}
      />
    </label>
  );
}
