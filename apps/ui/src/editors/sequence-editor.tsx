import { useMemo, useRef, type ComponentType, type ReactElement } from 'react';
import type { JsonValue, SettingType } from '@heksher/domain';
import { words } from '../words/en.js';
import { copyOf, draftOf, emptyDraft, moved, newItem, type Draft, type DraftOf, type Item } from './draft.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { ListFrame, useListView } from './list-frame.js';
import { readList } from './read-list.js';
import { SequenceRow, type RowControls } from './sequence-row.js';
import { useReorder } from './use-reorder.js';

interface SequenceEditorProps extends EditorProps {
  draft: DraftOf<'sequence'>;
  of: SettingType;
  inner: ComponentType<EditorProps & { type: SettingType; draft: Draft }>;
}

const TEXTS = {
  none: words.editors.noItems,
  add: words.editors.addItem,
  paste: words.editors.paste.list,
  pasteLabel: words.editors.paste.listText,
  pasteAdd: words.editors.paste.append,
};

/** A list whose items are added, removed and moved, by drag or by keys, or pasted. */
export function SequenceEditor({ label, isLabelHidden, change, draft, of, inner }: SequenceEditorProps): ReactElement {
  const view = useListView();
  const { focusRow, say, most, setMost } = view;
  const list = useRef<HTMLOListElement>(null);

  const controls = useMemo((): RowControls => {
    const edit = (update: (items: readonly Item[]) => readonly Item[]) =>
      change((old) => (old.kind === 'sequence' ? { kind: 'sequence', items: update(old.items) } : old));
    return {
      edit: (id, update) =>
        edit((items) => items.map((item) => (item.id === id ? { id, draft: update(item.draft) } : item))),
      move: (id, to) => edit((items) => moved(items, id, to)),
      say,
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
        say(words.editors.removed);
        focusRow(next, 'remove');
      },
    };
  }, [change, of, say, setMost, focusRow]);
  const { dragged, start } = useReorder(list, controls.move);

  const { items } = draft;
  const shown = items.slice(0, most);
  const add = (values: JsonValue[], kept: readonly Item[]) =>
    change(() => ({ kind: 'sequence', items: [...kept, ...values.map((value) => newItem(draftOf(of, value)))] }));
  return (
    <ListFrame
      {...{ view, label, isLabelHidden }}
      count={items.length}
      texts={TEXTS}
      onAdd={() => controls.insert(items.length)}
      read={(text) => withContent(readList(of, text))}
      onPasted={(values) => add(values, items)}
      onReplaced={(values) => add(values, [])}
    >
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
    </ListFrame>
  );
}

function withContent(reading: ReturnType<typeof readList>) {
  return 'message' in reading ? reading : { content: reading.values };
}

function dropPlace(before: number, at: number, count: number): 'before' | 'after' | undefined {
  if (before === at) return 'before';
  return before === count && at === count - 1 ? 'after' : undefined;
}
