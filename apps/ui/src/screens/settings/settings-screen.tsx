import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useRef, useState, type ReactElement } from 'react';
import { contextFeatures, facets } from '../../api/queries.js';
import type { FoundSetting } from '../../api/types.js';
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
import { filtersOf, isNarrowed, staleDaysOf } from './filters-of.js';
import { SettingFilterFields } from './setting-filters.js';
import { StaleNote } from './stale-note.js';
import styles from './settings.module.css';
import { useSettingsList } from './use-settings-list.js';

const route = getRouteApi('/settings');
const nameOf = ({ name }: FoundSetting) => name;

const NO_ROWS: FoundSetting[] = [];

/** The list of all settings. */
export function SettingsScreen(): ReactElement {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const { context: contextText = '', sort, prefix = '' } = address;
  const [openedAt] = useState(Date.now);
  const filters = useMemo(() => filtersOf(address, openedAt), [address, openedAt]);
  const staleDays = staleDaysOf(address.stale);
  const found = useSettingsList(useDeferredValue(filters), staleDays);
  const { rows = NO_ROWS, total, error, lookAgain } = found;
  const stale = found.stale ?? undefined;

  const features = useQuery(contextFeatures()).data?.features ?? [];
  const metadataKeys = useQuery(facets({})).data?.metadata_keys ?? [];
  const [metadata, setMetadata] = useStored<string[]>('settings.columns', [], readTexts);
  const { isAdmin } = usePermissions();
  const selection = useSelection(rows, nameOf);
  const list = useRef<HTMLDivElement>(null);
  const held = useHeldList(list, ['settings', 'pages']);
  const columns = useMemo(() => {
    const isAllSelected = rows.length > 0 && rows.every(({ name }) => selection.keys.has(name));
    return settingColumns({
      context: readContext(contextText),
      metadata,
      stale,
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
  }, [contextText, metadata, stale, sort, isAdmin, selection.keys, rows, navigate]);

  return (
    <Screen
      title={words.settings.title}
      actions={
        <>
          <ColumnChoice keys={metadataKeys.map(({ value }) => value)} chosen={metadata} onChange={setMetadata} />
          <ExportMenu
            rows={rows}
            total={total ?? found.listed}
            columns={exportColumns(metadata, stale)}
            documentOf={(shown) => (isNarrowed(filters) || stale ? shown.map(nameOf) : 'everything')}
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
            <span role="status">{total !== undefined && words.settings.count(total)}</span>
            {address.q !== undefined && (
              <Link to="/rules" search={{ value_contains: address.q }}>
                {words.settings.rulesWith(address.q)}
              </Link>
            )}
            <SelectedSettings
              selection={selection}
              revision={found.revision}
              metadata={metadata}
              stale={stale}
              onLookAgain={lookAgain}
            />
          </div>
          {staleDays !== undefined && found.stale !== undefined && (
            <StaleNote stale={found.stale} days={staleDays} now={openedAt} />
          )}
          <WaitingChanges {...held} />
          {error && <FailureNote error={error} onRetry={found.retry} />}
          {found.rows ? (
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
