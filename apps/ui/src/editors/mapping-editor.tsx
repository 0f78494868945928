import { useMemo, type ComponentType, type ReactElement } from 'react';
import type { JsonObject, SettingType } from '@heksher/domain';
import { words } from '../words/en.js';
import { emptyDraft, entriesOf, newEntry, type Draft, type DraftOf, type Entry } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { ListFrame, useListView } from './list-frame.js';
import { MappingRow, type EntryControls } from './mapping-row.js';
import { keyFaults } from './read-draft.js';
import { readMapping } from './read-list.js';

interface MappingEditorProps extends EditorProps {
  draft: DraftOf<'mapping'>;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
}

const TEXTS = {
  none: words.editors.noEntries,
  add: words.editors.addEntry,
  paste: words.editors.paste.mapping,
  pasteLabel: words.editors.paste.mappingText,
  pasteAdd: words.editors.paste.merge,
};

/** Rows of a key and a value. A row keeps its value and the focus while its key is typed. */
export function MappingEditor({ label, isLabelHidden, change, draft, of, inner }: MappingEditorProps): ReactElement {
  const view = useListView();
  const { focusRow, say, most, setMost } = view;

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
        say(words.editors.removed);
        focusRow(next, 'remove');
      },
    };
    return { edit, controls };
  }, [change, say, focusRow]);

  const { entries } = draft;
  const faults = keyFaults(entries);
  const add = () => {
    const entry = newEntry(emptyDraft(of));
    edit((old) => [...old, entry]);
    setMost((shown) => Math.max(shown, entries.length + 1));
    focusRow(entry.id, 'editor');
  };
  return (
    <ListFrame
      {...{ view, label, isLabelHidden }}
      count={entries.length}
      texts={TEXTS}
      onAdd={add}
      read={(text) => withContent(readMapping(of, text))}
      onPasted={(object) => edit((old) => merged(old, entriesOf(of, object)))}
      onReplaced={(object) => edit(() => entriesOf(of, object))}
    >
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
    </ListFrame>
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
