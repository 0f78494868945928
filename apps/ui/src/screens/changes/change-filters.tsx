import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, type ReactElement } from 'react';
import type { ChangeFilters } from '../../api/changes.js';
import { settingNames } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/field.js';
import { MomentField } from '../../components/moment-field.js';
import { Filters } from '../../components/screen.js';
import { SuggestField, useTypedText, type Suggestion } from '../../components/suggest-field.js';
import { words } from '../../words/en.js';

const { filters: texts, actions } = words.changes;

const ANY = 'any';
const ACTIONS = [{ id: ANY, text: texts.anyAction }, ...Object.entries(actions).map(([id, text]) => ({ id, text }))];

interface ChangeFiltersProps {
  filters: ChangeFilters;
  /** What the list below has. */
  listed: { settings: readonly string[]; actors: readonly string[] };
  onChange: (filters: ChangeFilters) => void;
}

/** What the list of changes is narrowed to. */
export function ChangeFilterFields({ filters, listed, onChange }: ChangeFiltersProps): ReactElement {
  const set = (name: keyof ChangeFilters) => (value: string) =>
    onChange({ ...filters, [name]: value === '' ? undefined : value });
  const isAny = Object.values(filters).some((value) => value !== undefined);
  return (
    <Filters>
      <SettingFilter value={filters.setting ?? ''} listed={listed.settings} onChange={set('setting')} />
      <ActorFilter value={filters.actor ?? ''} listed={listed.actors} onChange={set('actor')} />
      <RuleFilter value={filters.rule ?? ''} onChange={set('rule')} />
      <SelectField
        label={texts.action}
        choices={ACTIONS}
        value={filters.action ?? ANY}
        onChange={(id) => set('action')(id === ANY ? '' : id)}
      />
      <MomentField label={texts.from} value={filters.from ?? ''} onChange={set('from')} />
      <MomentField label={texts.to} value={filters.to ?? ''} onChange={set('to')} />
      {isAny && (
        <Button look="plain" onPress={() => onChange({})}>
          {texts.clear}
        </Button>
      )}
    </Filters>
  );
}

interface SuggestedFilterProps {
  value: string;
  /** What the list below has. */
  listed: readonly string[];
  onChange: (value: string) => void;
}

const MOST_SUGGESTIONS = 20;
const anyText = () => undefined;

function SettingFilter({ value, listed, onChange }: SuggestedFilterProps): ReactElement {
  const typed = useTypedText({ value, onChange: (text) => onChange(text.trim()), whyNot: anyText });
  const { data: found = [] } = useQuery(settingNames(useDeferredValue(typed.text.trim())));
  return (
    <SuggestField
      label={texts.setting}
      openLabel={texts.knownSettings}
      typed={typed}
      suggestions={suggestionsFor(typed.text, [...found, ...listed])}
    />
  );
}

function ActorFilter({ value, listed, onChange }: SuggestedFilterProps): ReactElement {
  const typed = useTypedText({ value, onChange: (text) => onChange(text.trim()), whyNot: anyText });
  return (
    <SuggestField
      label={texts.actor}
      openLabel={texts.knownActors}
      typed={typed}
      suggestions={suggestionsFor(typed.text, listed)}
    />
  );
}

/** The names that have a text in them, each once. */
function suggestionsFor(text: string, names: readonly string[]): Suggestion[] {
  const wanted = text.trim().toLowerCase();
  const matching = [...new Set(names)].filter((name) => name.toLowerCase().includes(wanted));
  return matching
    .sort()
    .slice(0, MOST_SUGGESTIONS)
    .map((name) => ({ value: name }));
}

/** It wants a whole number, so it applies once the field is left or Enter is pressed. */
function RuleFilter({ value, onChange }: Omit<SuggestedFilterProps, 'listed'>): ReactElement {
  const { text, fault, input, commit } = useTypedText({
    value,
    onChange: (changed) => onChange(changed.trim()),
    whyNot: (changed) => (/^\d{0,15}$/.test(changed.trim()) ? undefined : texts.notANumber),
  });
  return (
    <div onBlur={() => commit(text)} onKeyDown={({ key }) => key === 'Enter' && commit(text)}>
      <TextField label={texts.rule} value={text} onChange={input} error={fault} />
    </div>
  );
}
