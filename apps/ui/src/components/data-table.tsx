import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useRef, type CSSProperties, type ReactElement, type ReactNode, type RefObject } from 'react';
import { useShortcuts } from '../app/shortcuts.js';
import { words } from '../words/en.js';
import styles from './data-table.module.css';

export interface Column<Row> {
  id: string;
  header: string;
  /** The width in rem: `12` is fixed, `[12, 2]` is at least 12, and gets two shares of the room that is left. */
  width: number | readonly [least: number, shares: number];
  /** One line. The row's link has the attribute `data-row-link`: the keys j and k move between these links. */
  cell: (row: Row) => ReactNode;
  /** What stands in the head in place of the name, such as a filter. */
  head?: ReactNode;
  sorted?: 'ascending' | 'descending' | undefined;
  onSort?: (() => void) | undefined;
}

interface DataTableProps<Row> {
  /** What the table is, for screen readers. */
  label: string;
  /** Constant while the table is shown, or rows are drawn anew: use `useMemo`. The first one names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** How many rows there are if more are to come. */
  total?: number | undefined;
  keyOf: (row: Row) => string;
  isSelected?: ((row: Row) => boolean) | undefined;
  /** Whether a row stands out, as the winner does. */
  isMarked?: ((row: Row) => boolean) | undefined;
  empty?: ReactNode;
  ref?: RefObject<HTMLDivElement | null>;
}

const ROW_PX = 40;
const OVERSCAN = 12;

/** A table that draws only the rows in view, so it may have very many. It fills the height that it gets. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { label, columns, rows, total = rows.length, keyOf, isSelected, isMarked, empty } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.ref ?? own;
  // The virtualizer is not memoised, and this component is not meant to be: its rows are.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    // The head covers the top of the scroller.
    scrollPaddingStart: ROW_PX,
  });
  useRowKeys(scroller, rows.length, (index) => virtualizer.scrollToIndex(index));

  return (
    // A scrolling region must be reachable by keyboard even if nothing in it can have the focus.
    <div
      ref={scroller}
      className={styles.scroller}
      style={tracksOf(columns)}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table role="table" aria-label={label} aria-rowcount={total + 1} className={styles.table}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row" aria-rowindex={1} className={styles.row}>
            {columns.map((column) => (
              <HeadCell key={column.id} {...column} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <BodyRow
                key={key}
                row={row}
                index={index}
                start={start}
                columns={columns as readonly Column<unknown>[]}
                selected={isSelected?.(row) ?? false}
                marked={isMarked?.(row) ?? false}
              />
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className={styles.empty}>{empty ?? words.common.nothingFound}</p>}
    </div>
  );
}

/** The tracks of the grid, and the width below which the table scrolls sideways. */
function tracksOf(columns: readonly { width: Column<never>['width'] }[]): CSSProperties {
  const widths = columns.map(({ width }) => (typeof width === 'number' ? ([width, 0] as const) : width));
  const tracks = widths.map(([least, shares]) => (shares === 0 ? `${least}rem` : `minmax(${least}rem, ${shares}fr)`));
  const least = widths.reduce((sum, [width]) => sum + width, 0);
  return { '--columns': tracks.join(' '), '--least-width': `${least}rem` } as CSSProperties;
}

function HeadCell({ header, head, sorted, onSort }: Omit<Column<never>, 'cell'>): ReactElement {
  return (
    <th role="columnheader" scope="col" className={styles.cell} aria-sort={onSort ? (sorted ?? 'none') : undefined}>
      {onSort ? (
        <button type="button" className={styles.sort} onClick={onSort}>
          {header}
          {sorted === 'ascending' && <ArrowUp size={14} aria-hidden />}
          {sorted === 'descending' && <ArrowDown size={14} aria-hidden />}
        </button>
      ) : (
        (head ?? header)
      )}
    </th>
  );
}

interface BodyRowProps {
  row: unknown;
  index: number;
  start: number;
  columns: readonly Column<unknown>[];
  selected: boolean;
  marked: boolean;
}

const BodyRow = memo(function BodyRow({ row, index, start, columns, selected, marked }: BodyRowProps): ReactElement {
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-selected={selected || undefined}
      data-mark={marked || undefined}
      className={styles.row}
      style={{ transform: `translateY(${start}px)` }}
    >
      {columns.map(({ id, cell }, at) =>
        at === 0 ? (
          <th key={id} role="rowheader" scope="row" className={styles.cell}>
            {cell(row)}
          </th>
        ) : (
          <td key={id} role="cell" className={styles.cell}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
});

/** The keys j and k move the focus to the next and previous row. */
function useRowKeys(scroller: RefObject<HTMLElement | null>, count: number, scrollTo: (index: number) => void): void {
  const move = (step: number) => () => {
    const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
    const isHere = row && scroller.current?.contains(row);
    const from = isHere ? Number(row.dataset['index']) : -1;
    const index = Math.min(Math.max(from + step, 0), count - 1);
    if (index < 0) return;
    scrollTo(index);
    // The row may have to be drawn first.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-row-link]`)?.focus();
    });
  };
  useShortcuts({ j: move(1), k: move(-1) });
}
