import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useRef, type ReactElement } from 'react';
import { comparisonPages } from '../../api/comparison.js';
import { useAllPages } from '../../api/use-all-pages.js';
import { WaitingChanges, useHeldList } from '../../app/live.js';
import { DataTable } from '../../components/data-table.js';
import { FailureNote } from '../../components/failure.js';
import { FilterField } from '../../components/filter-field.js';
import { Loading } from '../../components/loading.js';
import { Filters, Screen } from '../../components/screen.js';
import { readContext } from '../../context/context-text.js';
import { ExportMenu } from '../../exports/export-menu.js';
import { words } from '../../words/en.js';
import { addressContexts, readContexts } from './addressed-contexts.js';
import { ContextBars } from './context-bars.js';
import { contextColumns, contextExport } from './context-columns.js';
import styles from './contexts.module.css';

const route = getRouteApi('/contexts');
const { contexts: texts } = words;

/** All settings in one context, or in up to four side by side. */
export function ContextsScreen(): ReactElement {
  const { a, b, c, d, q = '', prefix = '', only } = route.useSearch();
  const navigate = route.useNavigate();
  const contexts = useMemo(() => readContexts({ a, b, c, d }), [a, b, c, d]);
  const isComparison = contexts.length > 1;
  const isOnlyDifferences = isComparison && only !== undefined;
  const query = useInfiniteQuery(
    comparisonPages(contexts.map(readContext), { search: q, prefix, onlyDifferences: isOnlyDifferences }),
  );
  const { data, error, isPlaceholderData } = query;
  useAllPages(query);
  const list = useRef<HTMLDivElement>(null);
  const held = useHeldList(list, ['evaluation', 'pages']);
  const rows = useMemo(() => data?.pages.flatMap(({ settings }) => settings) ?? [], [data]);
  const columns = useMemo(() => contextColumns(contexts), [contexts]);
  const exported = useMemo(() => contextExport(contexts), [contexts]);
  const total = data?.pages[0]?.total;
  const change = (changed: { q?: string; prefix?: string; only?: string }) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });

  return (
    <Screen
      title={texts.title}
      actions={<ExportMenu rows={isPlaceholderData ? [] : rows} total={total} columns={exported} name="contexts" />}
    >
      <ContextBars
        contexts={contexts}
        onChange={(changed) => void navigate({ search: (old) => ({ ...old, ...addressContexts(changed) }) })}
      />
      <Filters>
        <FilterField type="search" label={texts.search} value={q} onChange={(text) => change({ q: text })} />
        <FilterField type="search" label={texts.prefix} value={prefix} onChange={(text) => change({ prefix: text })} />
        {isComparison && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={isOnlyDifferences}
              onChange={({ target }) => change({ only: target.checked ? 'differences' : '' })}
            />
            {texts.only}
          </label>
        )}
      </Filters>
      <WaitingChanges {...held} />
      {error && <FailureNote error={error} onRetry={() => void query.refetch()} />}
      {data ? (
        <>
          <p role="status" className="quiet">
            {isPlaceholderData ? words.common.loading : texts.count(total ?? 0)}
          </p>
          <DataTable
            ref={list}
            label={texts.title}
            columns={columns}
            rows={isPlaceholderData ? [] : rows}
            total={total}
            keyOf={({ name }) => name}
            empty={emptyText(isPlaceholderData, isOnlyDifferences)}
          />
        </>
      ) : (
        !error && <Loading />
      )}
    </Screen>
  );
}

function emptyText(isLoading: boolean, isOnlyDifferences: boolean): string {
  if (isLoading) return words.common.loading;
  return isOnlyDifferences ? texts.noDifference : texts.empty;
}
