import { Plus } from 'lucide-react';
import { useMemo, useRef, useState, type ComponentType, type ReactElement } from 'react';
import type { JsonValue, SettingType } from '@heksher/domain';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import { copyOf, draftOf, emptyDraft, moved, newItem, type Draft, type DraftOf, type Item } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { PastePanel } from './paste-panel.js';
import { readList } from './read-list.js';
import { SequenceRow, type RowControls } from './sequence-row.js';
import { useReorder } from './use-reorder.js';
import { useRowFocus } from './use-row-focus.js';

interface SequenceEditorProps extends EditorProps {
  draft: DraftOf<'sequence'>;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
}

/** More at once would make typing slow. */
const PAGE = 100;

/** A list whose items are added, removed and moved, by drag or by keys, or pasted. */
export function SequenceEditor({ label, isLabelHidden, change, draft, of, inner }: SequenceEditorProps): ReactElement {
  const box = useRef<HTMLFieldSetElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const [isPasting, setPasting] = useState(false);
  const [most, setMost] = useState(PAGE);
  const focusRow = useRowFocus(box);

  const controls = useMemo((): RowControls => {
    const edit = (update: (items: readonly Item[]) => readonly Item[]) =>
      change((old) => (old.kind === 'sequence' ? { kind: 'sequence', items: update(old.items) } : old));
    return {
      edit: (id, update) =>
        edit((items) => items.map((item) => (item.id === id ? { id, draft: update(item.draft) } : item))),
      move: (id, to) => edit((items) => moved(items, id, to)),
      say: setSaid,
      insert: (at, item = newItem(emptyDraft(of))) => {
        edit((items) => [...items.slice(0, at), item, ...items.slice(at)]);
        setMost((shown) => shown + 1);
        focusRow(item.id, 'editor');
      },
      copy: (item, at) => {
        const copy = newItem(copyOf(item.draft));
        edit((items) => [...items.slice(0, at), copy, ...items.slice(at)]);
        focusRow(copy.id, 'editor');
      },
      remove: (id, next) => {
        edit((items) => items.filter((item) => item.id !== id));
        setSaid(words.editors.removed);
        focusRow(next, 'remove');
      },
    };
  }, [change, of, focusRow]);
  const { dragged, start } = useReorder(list, controls.move);

  const { items } = draft;
  const shown = items.slice(0, most);
  const add = (values: JsonValue[], kept: readonly Item[]) =>
    change(() => ({ kind: 'sequence', items: [...kept, ...values.map((value) => newItem(draftOf(of, value)))] }));
  return (
    <fieldset ref={box} className={styles.nested}>
      <legend className={isLabelHidden ? 'hidden' : (field.label ?? '')}>{label}</legend>
      {items.length === 0 && <p className="quiet">{words.editors.noItems}</p>}
      <ol ref={list} className={styles.rows} data-dragging={dragged !== undefined || undefined}>
        {shown.map((item, at) => (
          <SequenceRow
            key={item.id}
            {...{ item, at, of, inner, controls, start, label }}
            count={items.length}
            nextId={items[at + 1]?.id ?? items[at - 1]?.id}
            drop={dragged === undefined ? undefined : dropPlace(dragged.before, at, shown.length)}
            isDragged={dragged?.id === item.id}
          />
        ))}
      </ol>
      {items.length > most && (
        <Button onPress={() => setMost(most + PAGE)}>{words.editors.more(items.length - most)}</Button>
      )}
      <div className={styles.actions}>
        <Button data-add onPress={() => controls.insert(items.length)}>
          <Plus size={16} aria-hidden /> {words.editors.addItem}
        </Button>
        <Button look="plain" aria-expanded={isPasting} onPress={() => setPasting(!isPasting)}>
          {words.editors.paste.list}
        </Button>
      </div>
      {isPasting && (
        <PastePanel
          label={words.editors.paste.listText}
          addLabel={words.editors.paste.append}
          read={(text) => withContent(readList(of, text))}
          onAdd={(values) => add(values, items)}
          onReplace={(values) => add(values, [])}
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

function withContent(reading: ReturnType<typeof readList>) {
  return 'message' in reading ? reading : { content: reading.values };
}

function dropPlace(before: number, at: number, count: number): 'before' | 'after' | undefined {
  if (before === at) return 'before';
  return before === count && at === count - 1 ? 'after' : undefined;
}
