import { useState, type ReactElement } from 'react';
import type { ChangeFilters } from '../../api/changes.js';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/field.js';
import { MomentField } from '../../components/moment-field.js';
import { Filters } from '../../components/screen.js';
import { words } from '../../words/en.js';

const { filters: texts, actions } = words.changes;

const ANY = 'any';
const ACTIONS = [{ id: ANY, text: texts.anyAction }, ...Object.entries(actions).map(([id, text]) => ({ id, text }))];

interface ChangeFiltersProps {
  filters: ChangeFilters;
  onChange: (filters: ChangeFilters) => void;
}

/** What the list of changes is narrowed to. */
export function ChangeFilterFields({ filters, onChange }: ChangeFiltersProps): ReactElement {
  const set = (name: keyof ChangeFilters) => (value: string) =>
    onChange({ ...filters, [name]: value === '' ? undefined : value });
  const isAny = Object.values(filters).some((value) => value !== undefined);
  return (
    <Filters>
      <TextFilter label={texts.setting} value={filters.setting} onChange={set('setting')} />
      <TextFilter label={texts.actor} value={filters.actor} onChange={set('actor')} />
      <TextFilter label={texts.rule} value={filters.rule} onChange={set('rule')} isNumber />
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

interface TextFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  isNumber?: boolean;
}

/** These filters want whole names, so they apply once the field is left or Enter is pressed. */
function TextFilter({ label, value = '', onChange, isNumber = false }: TextFilterProps): ReactElement {
  const [typed, setTyped] = useState({ of: value, text: value });
  // The address may change the value meanwhile, as the back button does.
  const text = typed.of === value ? typed.text : value;
  const isFaulty = isNumber && !/^\d{0,15}$/.test(text.trim());
  const apply = () => {
    if (!isFaulty && text.trim() !== value) onChange(text.trim());
  };
  return (
    <div onBlur={apply} onKeyDown={({ key }) => key === 'Enter' && apply()}>
      <TextField
        label={label}
        value={text}
        onChange={(changed) => setTyped({ of: value, text: changed })}
        error={isFaulty ? texts.notANumber : undefined}
      />
    </div>
  );
}
