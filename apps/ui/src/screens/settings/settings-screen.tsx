import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useRef, useState, type ReactElement } from 'react';
import { contextFeatures, facets, settingsPages } from '../../api/queries.js';
import type { FoundSetting, SettingsPage } from '../../api/types.js';
import { useAllPages } from '../../api/use-all-pages.js';
import { WaitingChanges, useHeldList } from '../../app/live.js';
import { usePermissions } from '../../app/permissions.js';
import { DataTable } from '../../components/data-table.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { Screen } from '../../components/screen.js';
import { SelectBox, useSelection } from '../../components/selection.js';
import { readTexts, useStored } from '../../components/stored.js';
import { ContextBar } from '../../context/context-bar.js';
import { readContext } from '../../context/context-text.js';
import { ExportMenu } from '../../exports/export-menu.js';
import { NewSetting } from '../../setting-editing/new-setting.js';
import { words } from '../../words/en.js';
import { ColumnChoice } from './column-choice.js';
import { PrefixTree } from './prefix-tree.js';
import { SelectedSettings } from './selected-settings.js';
import { exportColumns, settingColumns } from './setting-columns.js';
import { filtersOf, isNarrowed } from './filters-of.js';
import { SettingFilterFields } from './setting-filters.js';
import styles from './settings.module.css';

const route = getRouteApi('/settings');
const nameOf = ({ name }: FoundSetting) => name;

function settingsOf(list: { pages: readonly SettingsPage[] } | undefined): FoundSetting[] {
  return list?.pages.flatMap(({ settings }) => settings) ?? [];
}

/** The list of all settings. */
export function SettingsScreen(): ReactElement {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const { context: contextText = '', sort, prefix = '' } = address;
  const [openedAt] = useState(Date.now);
  const filters = useMemo(() => filtersOf(address, openedAt), [address, openedAt]);
  const pages = useInfiniteQuery(settingsPages(useDeferredValue(filters)));
  useAllPages(pages);
  const { data, error } = pages;
  const rows = useMemo(() => settingsOf(data), [data]);
  const total = data?.pages[0]?.total ?? 0;

  const features = useQuery(contextFeatures()).data?.features ?? [];
  const metadataKeys = useQuery(facets({})).data?.metadata_keys ?? [];
  const [metadata, setMetadata] = useStored<string[]>('settings.columns', [], readTexts);
  const { isAdmin } = usePermissions();
  const selection = useSelection(rows, nameOf);
  const list = useRef<HTMLDivElement>(null);
  const held = useHeldList(list, ['settings', 'pages']);
  const lookAgain = async () => {
    const { data: now } = await pages.refetch({ throwOnError: true });
    return { items: settingsOf(now), guard: { basedOn: now?.pages[0]?.revision } };
  };
  const columns = useMemo(() => {
    const isAllSelected = rows.length > 0 && rows.every(({ name }) => selection.keys.has(name));
    return settingColumns({
      context: readContext(contextText),
      metadata,
      isSortedByChange: sort === '-changed',
      onSort: (chosen) => void navigate({ search: (old) => ({ ...old, sort: chosen }) }),
      checkboxOf: isAdmin
        ? ({ name }) => (
            <SelectBox
              label={words.settings.select(name)}
              isSelected={selection.keys.has(name)}
              onChange={() => selection.toggle(name)}
            />
          )
        : undefined,
      checkAll: (
        <SelectBox
          label={words.settings.selectAll}
          isSelected={isAllSelected}
          isPartly={!isAllSelected && selection.keys.size > 0}
          onChange={() => selection.toggleAll(rows)}
        />
      ),
    });
    // The functions of the selection do the same at any time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [contextText, metadata, sort, isAdmin, selection.keys, rows, navigate]);

  return (
    <Screen
      title={words.settings.title}
      actions={
        <>
          <ColumnChoice keys={metadataKeys.map(({ value }) => value)} chosen={metadata} onChange={setMetadata} />
          <ExportMenu
            rows={rows}
            total={total}
            columns={exportColumns(metadata)}
            documentOf={(shown) => (isNarrowed(filters) ? shown.map(nameOf) : 'everything')}
            name="settings"
          />
          <NewSetting />
        </>
      }
    >
      <SettingFilterFields />
      <ContextBar
        features={features}
        context={contextText}
        onChange={(chosen) => void navigate({ search: (old) => ({ ...old, context: chosen }) })}
      />
      <div className={styles.screen}>
        <PrefixTree chosen={prefix} />
        <div className={styles.main}>
          <div className={styles.selection}>
            <span role="status">{data && words.settings.count(total)}</span>
            {address.q !== undefined && (
              <Link to="/rules" search={{ value_contains: address.q }}>
                {words.settings.rulesWith(address.q)}
              </Link>
            )}
            <SelectedSettings
              selection={selection}
              revision={data?.pages[0]?.revision}
              metadata={metadata}
              onLookAgain={lookAgain}
            />
          </div>
          <WaitingChanges {...held} />
          {error && <FailureNote error={error} onRetry={() => void pages.refetch()} />}
          {data ? (
            <DataTable
              ref={list}
              label={words.settings.title}
              columns={columns}
              rows={rows}
              total={total}
              keyOf={nameOf}
              isSelected={({ name }) => selection.keys.has(name)}
            />
          ) : (
            !error && <Loading />
          )}
        </div>
      </div>
    </Screen>
  );
}
