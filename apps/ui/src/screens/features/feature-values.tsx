import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, type ReactElement } from 'react';
import { featureValues } from '../../api/queries.js';
import { firstRules } from '../../api/rule-search.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNote } from '../../components/failure.js';
import { FilterField } from '../../components/filter-field.js';
import { Loading } from '../../components/loading.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';

const { features: texts } = words;
const MOST_VALUES = 1000;

interface KnownValue {
  value: string;
  rules: number;
}

interface FeatureValuesProps {
  feature: string;
  prefix: string;
  onPrefix: (prefix: string) => void;
}

/** The values that rules have for a feature, each with its number of rules. */
export function FeatureValues({ feature, prefix, onPrefix }: FeatureValuesProps): ReactElement {
  const { data, error, refetch, isPlaceholderData } = useQuery(featureValues(feature, prefix, MOST_VALUES));
  const rules = useQuery(firstRules({ feature_values: `${feature}:*` }, 1));
  const columns = useMemo(() => valueColumns(feature), [feature]);
  return (
    <section className={styles.values}>
      <h2>{texts.values(feature)}</h2>
      <p className="quiet">
        {texts.valuesHint(feature)}{' '}
        {rules.data && !rules.isPlaceholderData && (
          <Link to="/rules" search={{ feature_values: `${feature}:*` }}>
            {texts.rules(rules.data.total)}
          </Link>
        )}
      </p>
      <FilterField type="search" label={texts.filter} value={prefix} onChange={onPrefix} />
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data && data.length >= MOST_VALUES && <p className="quiet">{texts.firstValues(MOST_VALUES)}</p>}
      {data ? (
        <DataTable
          label={texts.values(feature)}
          columns={columns}
          rows={isPlaceholderData ? [] : data}
          keyOf={({ value }) => value}
          empty={isPlaceholderData ? words.common.loading : texts.noValues}
        />
      ) : (
        !error && <Loading />
      )}
    </section>
  );
}

function valueColumns(feature: string): Column<KnownValue>[] {
  return [
    {
      id: 'value',
      header: texts.value,
      width: [10, 1],
      cell: ({ value }) => (
        <Link to="/rules" search={{ feature_values: `${feature}:${value}` }} data-row-link>
          <bdi>{value}</bdi>
        </Link>
      ),
    },
    { id: 'rules', header: texts.ruleCount, width: 7, cell: ({ rules }) => <span>{rules.toLocaleString()}</span> },
  ];
}
