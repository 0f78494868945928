import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { facets } from '../../api/queries.js';
import { useIsCounted } from '../../api/usage.js';
import { SelectField, TextField, type Choice } from '../../components/field.js';
import { Filters } from '../../components/screen.js';
import { words } from '../../words/en.js';
import { staleDaysOf } from './filters-of.js';
import styles from './settings.module.css';

const route = getRouteApi('/settings');
/** Not empty, which would be no choice, and neither a type nor a name of a feature. */
const ANY = '*';

/** Counts stay for 90 days unless configured otherwise. */
const STALE_DAYS = [7, 30, 90];

type Address = ReturnType<typeof route.useSearch>;

/** The fields above the list. What they say stands in the address. */
export function SettingFilterFields(): ReactElement {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const { prefix, q } = address;
  const { data } = useQuery(facets({ ...(q && { search: q }), ...(prefix && { prefix }) }));
  const set = (name: keyof Address) => (value: string) =>
    void navigate({ search: (old) => ({ ...old, [name]: value === '' ? undefined : value }), replace: name === 'q' });
  const choose = (name: keyof Address) => (id: string) => set(name)(id === ANY ? '' : id);
  const isCounted = useIsCounted() ?? true;
  const { settings } = words;
  const any: Choice = { id: ANY, text: settings.any };

  return (
    <Filters>
      <div className={styles.search}>
        <TextField
          type="search"
          label={settings.search}
          isLabelHidden
          placeholder={settings.search}
          value={q ?? ''}
          onChange={set('q')}
        />
      </div>
      <SelectField
        label={settings.columns.type}
        choices={[any, ...known(data?.types, address.type)]}
        value={address.type ?? ANY}
        onChange={choose('type')}
      />
      <SelectField
        label={settings.feature}
        choices={[any, ...known(data?.features, address.feature)]}
        value={address.feature ?? ANY}
        onChange={choose('feature')}
      />
      <SelectField
        label={settings.columns.rules}
        choices={[any, { id: 'true', text: settings.withRules }, { id: 'false', text: settings.withoutRules }]}
        value={address.rules ?? ANY}
        onChange={choose('rules')}
      />
      <SelectField
        label={settings.changed}
        choices={[any, ...Object.entries(settings.spans).map(([id, text]) => ({ id, text }))]}
        value={address.since ?? ANY}
        onChange={choose('since')}
      />
      {(isCounted || address.stale !== undefined) && (
        <SelectField
          label={words.usage.stale}
          choices={[any, ...staleChoices(staleDaysOf(address.stale))]}
          value={String(staleDaysOf(address.stale) ?? ANY)}
          onChange={choose('stale')}
        />
      )}
    </Filters>
  );
}

/** The usual numbers of days, and the chosen one. */
function staleChoices(chosen: number | undefined): Choice[] {
  const days = chosen === undefined || STALE_DAYS.includes(chosen) ? STALE_DAYS : [...STALE_DAYS, chosen];
  return days.map((count) => ({ id: String(count), text: words.usage.staleFor(count) }));
}

/** The values that settings have, and the chosen one even if none has it any more. */
function known(list: readonly { value: string; settings: number }[] = [], chosen: string | undefined): Choice[] {
  const choices = list.map(({ value, settings }) => ({ id: value, text: `${value} (${settings.toLocaleString()})` }));
  const isMissing = chosen !== undefined && !list.some(({ value }) => value === chosen);
  return isMissing ? [...choices, { id: chosen, text: chosen }] : choices;
}
