import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { facets, type SettingFilters } from '../../api/queries.js';
import { SelectField, TextField, type Choice } from '../../components/field.js';
import { Filters } from '../../components/screen.js';
import { words } from '../../words/en.js';
import styles from './settings.module.css';

const route = getRouteApi('/settings');
const HOUR_MS = 3_600_000;
/** Not empty, which would be no choice, and neither a type nor a name of a feature. */
const ANY = '*';

type Address = ReturnType<typeof route.useSearch>;

/** What the address asks for, as the API's parameters. A time span counts from now. */
export function filtersOf({ q, prefix, type, feature, rules, since, sort }: Address, now: number): SettingFilters {
  const hours = Number(since);
  return {
    ...(q && { search: q }),
    ...(prefix && { prefix }),
    ...(type && { type }),
    ...(feature && { feature }),
    ...(rules && { has_rules: rules }),
    ...(hours > 0 && { changed_since: new Date(Math.floor(now / 60_000) * 60_000 - hours * HOUR_MS).toISOString() }),
    ...(sort === '-changed' && { sort }),
  };
}

/** The fields above the list. What they say stands in the address. */
export function SettingFilterFields(): ReactElement {
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const { prefix, q } = address;
  const { data } = useQuery(facets({ ...(q && { search: q }), ...(prefix && { prefix }) }));
  const set = (name: keyof Address) => (value: string) =>
    void navigate({ search: (old) => ({ ...old, [name]: value === '' ? undefined : value }), replace: name === 'q' });
  const choose = (name: keyof Address) => (id: string) => set(name)(id === ANY ? '' : id);
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
    </Filters>
  );
}

/** The values that settings have, and the chosen one even if none has it any more. */
function known(list: readonly { value: string; settings: number }[] = [], chosen: string | undefined): Choice[] {
  const choices = list.map(({ value, settings }) => ({ id: value, text: `${value} (${settings.toLocaleString()})` }));
  const isMissing = chosen !== undefined && !list.some(({ value }) => value === chosen);
  return isMissing ? [...choices, { id: chosen, text: chosen }] : choices;
}
