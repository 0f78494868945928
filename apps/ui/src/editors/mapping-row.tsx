import { X } from 'lucide-react';
import { memo, useCallback, useState, type ComponentType, type ReactElement } from 'react';
import type { SettingType } from '@heksher/domain';
import { IconButton } from '../components/button.js';
import { words } from '../words/en.js';
import type { Draft, Entry } from './draft.js';
import type { ChangeDraft, EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { TextEditor } from './text-editor.js';
import type { Notated } from './text-notation.js';

/** What can be done to the rows of a mapping. They stay the same functions. */
export interface EntryControls {
  rename: (id: number, key: Notated) => void;
  edit: (id: number, update: (draft: Draft) => Draft) => void;
  remove: (id: number, next: number | undefined) => void;
}

interface MappingRowProps {
  entry: Entry;
  at: number;
  /** What is wrong with the key. */
  fault: string | undefined;
  /** The row that gets the focus when this one is removed. */
  nextId: number | undefined;
  label: string;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
  controls: EntryControls;
}

export const MappingRow = memo(function MappingRow(props: MappingRowProps): ReactElement {
  const { entry, at, fault, nextId, label, of, inner: Inner, controls } = props;
  const { id, key, draft } = entry;
  const [wasLeft, setLeft] = useState(false);
  const change: ChangeDraft = useCallback((update) => controls.edit(id, update), [controls, id]);
  const name = key.text === '' ? String(at + 1) : key.text;
  return (
    <li data-row={id} className={`${styles.row} ${styles.entry}`}>
      <div className={styles.key} onBlur={() => setLeft(true)}>
        <TextEditor
          label={words.editors.keyOf(label, at + 1)}
          isLabelHidden
          draft={key}
          fault={wasLeft || key.text !== '' ? fault : undefined}
          onChange={(next) => controls.rename(id, next)}
          isKey
        />
      </div>
      <div className={styles.rowEditor}>
        <Inner type={of} draft={draft} change={change} label={words.editors.valueOf(label, name)} isLabelHidden />
      </div>
      <span data-part="remove">
        <IconButton label={words.editors.removeEntry(name)} onPress={() => controls.remove(id, nextId)}>
          <X size={16} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
});
