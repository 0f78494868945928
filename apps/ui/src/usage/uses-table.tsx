import type { ReactElement } from 'react';
import type { Use } from '../api/usage.js';
import { DataTable, type Column } from '../components/data-table.js';
import { Time } from '../components/time.js';
import { words } from '../words/en.js';
import styles from './usage.module.css';

/** A longer table scrolls. */
const MOST_ROWS = 11;
const ROW_REM = 2.5;

const { columns } = words.usage;

const COLUMNS: readonly Column<Use>[] = [
  { id: 'client', header: columns.client, width: [9, 1.5], cell: ({ client }) => <bdi>{client}</bdi> },
  { id: 'name', header: columns.name, width: [9, 1.5], cell: (use) => <Name use={use} /> },
  {
    id: 'kind',
    header: columns.kind,
    width: [9, 1],
    cell: ({ kind }) => <span>{words.usage.kinds[kind] ?? kind}</span>,
  },
  { id: 'hits', header: columns.hits, width: 6, cell: ({ hits }) => <span>{hits.toLocaleString()}</span> },
  { id: 'last', header: columns.last, width: 8.5, cell: ({ last_at }) => <Time at={last_at} /> },
];

/** Uses, in the order in which they are given. */
export function UsesTable({ uses, label }: { uses: readonly Use[]; label: string }): ReactElement {
  return (
    <div className={styles.table} style={{ height: `${Math.min(uses.length + 1, MOST_ROWS) * ROW_REM + 0.25}rem` }}>
      <DataTable
        label={label}
        columns={COLUMNS}
        rows={uses}
        keyOf={({ name, client, kind }) => JSON.stringify([name, client, kind])}
      />
    </div>
  );
}

function Name({ use: { name, is_alias } }: { use: Use }): ReactElement {
  if (name === '*') return <span className="quiet">{words.usage.everything}</span>;
  return (
    <span>
      <bdi>{name}</bdi> {is_alias && <span className={styles.mark}>{words.usage.alias}</span>}
    </span>
  );
}
