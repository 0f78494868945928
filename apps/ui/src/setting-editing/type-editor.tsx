import { useState, type ReactElement } from 'react';
import { SelectField, TextField } from '../components/field.js';
import { words } from '../words/en.js';
import styles from './setting-editing.module.css';
import { KINDS, draftOfType, printTypeDraft, readType, withKind, type Kind, type TypeDraft } from './type-draft.js';

const texts = words.settingEditing.type;
const KIND_CHOICES = KINDS.map((id) => ({ id, text: texts.kinds[id] }));

interface TypeEditorProps {
  /** The type as text. It may be none while it is typed. */
  value: string;
  onChange: (text: string) => void;
}

/** An editor of a type: by its parts, or as text. */
export function TypeEditor({ value, onChange }: TypeEditorProps): ReactElement {
  const reading = readType(value);
  const [draft, setDraft] = useState<TypeDraft>(() =>
    'type' in reading ? draftOfType(reading.type) : { kind: 'str', options: '', of: undefined },
  );
  const edit = (changed: TypeDraft) => {
    setDraft(changed);
    onChange(printTypeDraft(changed));
  };
  const type = (text: string) => {
    const typed = readType(text);
    if ('type' in typed) setDraft(draftOfType(typed.type));
    onChange(text);
  };
  return (
    <div role="group" aria-label={texts.label} className={styles.section}>
      <h3>{texts.label}</h3>
      <Part draft={draft} onChange={edit} label={texts.kind} />
      <TextField
        label={texts.text}
        value={value}
        onChange={type}
        error={'fault' in reading ? reading.fault : undefined}
        isMono
      />
    </div>
  );
}

function Part({
  draft,
  onChange,
  label,
}: {
  draft: TypeDraft;
  onChange: (draft: TypeDraft) => void;
  label: string;
}): ReactElement {
  const { kind, options, of } = draft;
  return (
    <>
      <SelectField
        label={label}
        choices={KIND_CHOICES}
        value={kind}
        onChange={(id) => onChange(withKind(draft, id as Kind))}
      />
      {(kind === 'enum' || kind === 'flags') && (
        <TextField
          label={texts.options}
          hint={texts.optionsHint}
          value={options}
          onChange={(text) => onChange({ ...draft, options: text })}
          rows={4}
          isMono
        />
      )}
      {(kind === 'sequence' || kind === 'mapping') && of && (
        <div className={styles.nested}>
          <Part draft={of} onChange={(inner) => onChange({ ...draft, of: inner })} label={texts.of} />
        </div>
      )}
    </>
  );
}
