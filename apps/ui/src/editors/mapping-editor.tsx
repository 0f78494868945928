import { Plus } from 'lucide-react';
import { useMemo, useRef, useState, type ComponentType, type ReactElement } from 'react';
import type { JsonObject, SettingType } from '@heksher/domain';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import { emptyDraft, entriesOf, newEntry, type Draft, type DraftOf, type Entry } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { MappingRow, type EntryControls } from './mapping-row.js';
import { PastePanel } from './paste-panel.js';
import { keyFaults } from './read-draft.js';
import { readMapping } from './read-list.js';
import { useRowFocus } from './use-row-focus.js';

interface MappingEditorProps extends EditorProps {
  draft: DraftOf<'mapping'>;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
}

/** More at once would make typing slow. */
const PAGE = 100;

/** Rows of a key and a value. A row keeps its value and the focus while its key is typed. */
export function MappingEditor({ label, isLabelHidden, change, draft, of, inner }: MappingEditorProps): ReactElement {
  const box = useRef<HTMLFieldSetElement>(null);
  const [isPasting, setPasting] = useState(false);
  const [most, setMost] = useState(PAGE);
  const [said, setSaid] = useState('');
  const focusRow = useRowFocus(box);

  const { edit, controls } = useMemo(() => {
    const edit = (update: (entries: readonly Entry[]) => readonly Entry[]) =>
      change((old) => (old.kind === 'mapping' ? { kind: 'mapping', entries: update(old.entries) } : old));
    const editOne = (id: number, update: (entry: Entry) => Entry) =>
      edit((entries) => entries.map((entry) => (entry.id === id ? update(entry) : entry)));
    const controls: EntryControls = {
      rename: (id, key) => editOne(id, (entry) => ({ ...entry, key })),
      edit: (id, update) => editOne(id, (entry) => ({ ...entry, draft: update(entry.draft) })),
      remove: (id, next) => {
        edit((entries) => entries.filter((entry) => entry.id !== id));
        setSaid(words.editors.removed);
        focusRow(next, 'remove');
      },
    };
    return { edit, controls };
  }, [change, focusRow]);

  const { entries } = draft;
  const faults = keyFaults(entries);
  const add = () => {
    const entry = newEntry(emptyDraft(of));
    edit((old) => [...old, entry]);
    setMost(Math.max(most, entries.length + 1));
    focusRow(entry.id, 'editor');
  };
  return (
    <fieldset ref={box} className={styles.nested}>
      <legend className={isLabelHidden ? 'hidden' : (field.label ?? '')}>{label}</legend>
      {entries.length === 0 && <p className="quiet">{words.editors.noEntries}</p>}
      <ul className={styles.rows}>
        {entries.slice(0, most).map((entry, at) => (
          <MappingRow
            key={entry.id}
            {...{ entry, at, of, inner, controls, label }}
            fault={faults.get(entry.id)}
            nextId={entries[at + 1]?.id ?? entries[at - 1]?.id}
          />
        ))}
      </ul>
      {entries.length > most && (
        <Button onPress={() => setMost(most + PAGE)}>{words.editors.more(entries.length - most)}</Button>
      )}
      <div className={styles.actions}>
        <Button data-add onPress={add}>
          <Plus size={16} aria-hidden /> {words.editors.addEntry}
        </Button>
        <Button look="plain" aria-expanded={isPasting} onPress={() => setPasting(!isPasting)}>
          {words.editors.paste.mapping}
        </Button>
      </div>
      {isPasting && (
        <PastePanel
          label={words.editors.paste.mappingText}
          addLabel={words.editors.paste.merge}
          read={(text) => withContent(readMapping(of, text))}
          onAdd={(object) => edit((old) => merged(old, entriesOf(of, object)))}
          onReplace={(object) => edit(() => entriesOf(of, object))}
          onClose={() => {
            setPasting(false);
            focusRow(undefined, 'editor');
          }}
        />
      )}
      <p role="status" className="hidden">
        {said}
      </p>
    </fieldset>
  );
}

function withContent(reading: ReturnType<typeof readMapping>): { content: JsonObject } | { message: string } {
  return 'message' in reading ? reading : { content: reading.value };
}

/** Values of keys that are there already are replaced. */
function merged(old: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  const byKey = new Map(added.map((entry) => [entry.key.text, entry]));
  const kept = old.map((entry) => ({ ...entry, draft: byKey.get(entry.key.text)?.draft ?? entry.draft }));
  const known = new Set(old.map(({ key }) => key.text));
  return [...kept, ...added.filter(({ key }) => !known.has(key.text))];
}
