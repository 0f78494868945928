import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useRef, type ReactElement } from 'react';
import { rulesPages, type RuleFilters, type RulesPage } from '../../api/rule-search.js';
import type { FoundRule } from '../../api/types.js';
import { useAllPages } from '../../api/use-all-pages.js';
import { WaitingChanges, useHeldList } from '../../app/live.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { FailureNote } from '../../components/failure.js';
import { FilterField } from '../../components/filter-field.js';
import { Loading } from '../../components/loading.js';
import { Filters, Screen } from '../../components/screen.js';
import { useSelection } from '../../components/selection.js';
import { ExportMenu } from '../../exports/export-menu.js';
import { words } from '../../words/en.js';
import { ConditionFilters } from './condition-filters.js';
import { EXCEPTION_EXPORT } from './exception-columns.js';
import { SelectedRules } from './selected-rules.js';
import { useRuleColumns } from './use-rule-columns.js';

const route = getRouteApi('/rules');
const { exceptions } = words;

/** More is read only if the person asks for it: there may be 100,000 rules. */
const PAGES_AT_ONCE = 20;

const keyOf = ({ rule_id }: FoundRule) => String(rule_id);
const settingsOf = (rules: readonly FoundRule[]) => rules.map(({ setting }) => setting);

function rulesOf(list: { pages: readonly RulesPage[] } | undefined): FoundRule[] {
  return list?.pages.flatMap(({ rules }) => rules) ?? [];
}

/** The rules of all settings: who has an exception, and where a value is used. */
export function ExceptionsScreen(): ReactElement {
  const { feature_values, value, value_contains, setting, prefix } = route.useSearch();
  const filters: RuleFilters = { feature_values, value, value_contains, setting, prefix };
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(rulesPages(filters));
  const { data, error } = query;
  useAllPages(query, PAGES_AT_ONCE);
  const list = useRef<HTMLDivElement>(null);
  const held = useHeldList(list, ['rules', 'pages']);
  const rows = useMemo(() => rulesOf(data), [data]);
  const total = data?.pages[0]?.total;
  const selection = useSelection(rows, keyOf);
  const columns = useRuleColumns(rows, selection);
  const lookAgain = async () => {
    const { data: now } = await query.refetch({ throwOnError: true });
    return { items: rulesOf(now), guard: { basedOn: now?.pages[0]?.basedOn } };
  };
  const change = (changed: RuleFilters) => void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });

  return (
    <Screen
      title={feature_values === undefined ? exceptions.title : exceptions.titleFor(feature_values)}
      actions={
        <ExportMenu
          rows={selection.rows.length > 0 ? selection.rows : rows}
          total={selection.rows.length > 0 ? undefined : total}
          columns={EXCEPTION_EXPORT}
          documentOf={settingsOf}
          name="rules"
        />
      }
    >
      <RuleFiltersBar filters={filters} onChange={change} />
      <WaitingChanges {...held} />
      {error && <FailureNote error={error} onRetry={() => void query.refetch()} />}
      {data ? (
        <>
          <p role="status" className="quiet">
            {exceptions.count(total ?? 0)}
          </p>
          <SelectedRules selection={selection} basedOn={data.pages[0]?.basedOn} onLookAgain={lookAgain} />
          <DataTable
            ref={list}
            label={exceptions.title}
            columns={columns}
            rows={rows}
            total={total}
            keyOf={keyOf}
            isSelected={(rule) => selection.keys.has(keyOf(rule))}
            empty={exceptions.empty}
          />
          {query.hasNextPage && data.pages.length >= PAGES_AT_ONCE && (
            <Button isDisabled={query.isFetching} onPress={() => void query.fetchNextPage()}>
              {exceptions.readRest((total ?? 0) - rows.length)}
            </Button>
          )}
        </>
      ) : (
        !error && <Loading />
      )}
    </Screen>
  );
}

/** By which rules can be narrowed besides their conditions. */
const FIELDS = [
  { name: 'value_contains', label: exceptions.valueContains },
  { name: 'value', label: exceptions.value },
  { name: 'setting', label: exceptions.setting },
  { name: 'prefix', label: exceptions.prefix },
] as const;

function RuleFiltersBar({
  filters,
  onChange,
}: {
  filters: RuleFilters;
  onChange: (changed: RuleFilters) => void;
}): ReactElement {
  const isFiltered = Object.values(filters).some((text) => text !== undefined && text !== '');
  return (
    <>
      <ConditionFilters text={filters.feature_values} onChange={(text) => onChange({ feature_values: text })} />
      <Filters>
        {FIELDS.map(({ name, label }) => (
          <FilterField
            key={name}
            type="search"
            label={label}
            value={filters[name] ?? ''}
            onChange={(text) => onChange({ [name]: text })}
          />
        ))}
        {isFiltered && (
          <Button
            look="plain"
            onPress={() => onChange({ feature_values: '', value: '', value_contains: '', setting: '', prefix: '' })}
          >
            {exceptions.clear}
          </Button>
        )}
      </Filters>
    </>
  );
}
