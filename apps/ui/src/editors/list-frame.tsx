import { Plus } from 'lucide-react';
import { useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { Button } from '../components/button.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import styles from './editors.module.css';
import { PastePanel } from './paste-panel.js';
import { useRowFocus } from './use-row-focus.js';

/** More rows at once would make typing slow. */
const PAGE = 100;

interface ListView {
  box: RefObject<HTMLFieldSetElement | null>;
  focusRow: ReturnType<typeof useRowFocus>;
  /** What screen readers read last. */
  said: string;
  say: (text: string) => void;
  /** How many rows are shown. */
  most: number;
  setMost: (update: (most: number) => number) => void;
  /** Whether the place for a text to paste is open. */
  isPasting: boolean;
  setPasting: (isPasting: boolean) => void;
}

/** What the editor of a list of rows keeps besides the rows. Its functions stay the same. */
export function useListView(): ListView {
  const box = useRef<HTMLFieldSetElement>(null);
  const [said, say] = useState('');
  const [most, setMost] = useState(PAGE);
  const [isPasting, setPasting] = useState(false);
  return { box, focusRow: useRowFocus(box), said, say, most, setMost, isPasting, setPasting };
}

interface ListFrameProps<Content> {
  view: ListView;
  label: string;
  isLabelHidden: boolean | undefined;
  /** How many rows there are, shown or not. */
  count: number;
  texts: { none: string; add: string; paste: string; pasteLabel: string; pasteAdd: string };
  onAdd: () => void;
  /** Reads a pasted text, or says what is wrong with it. */
  read: (text: string) => { content: Content } | { message: string };
  onPasted: (content: Content) => void;
  onReplaced: (content: Content) => void;
  /** The list with the rows. */
  children: ReactNode;
}

/** What is around the rows of a value that has several: its name, what adds and pastes rows, and those that are not shown yet. */
export function ListFrame<Content>(props: ListFrameProps<Content>): ReactElement {
  const { view, label, isLabelHidden, count, texts, onAdd, read, onPasted, onReplaced, children } = props;
  const { box, focusRow, said, most, setMost, isPasting, setPasting } = view;
  return (
    <fieldset ref={box} className={styles.nested}>
      <legend className={isLabelHidden ? 'hidden' : (field.label ?? '')}>{label}</legend>
      {count === 0 && <p className="quiet">{texts.none}</p>}
      {children}
      {count > most && <Button onPress={() => setMost((old) => old + PAGE)}>{words.editors.more(count - most)}</Button>}
      <div className={styles.actions}>
        <Button data-add onPress={onAdd}>
          <Plus size={16} aria-hidden /> {texts.add}
        </Button>
        <Button look="plain" aria-expanded={isPasting} onPress={() => setPasting(!isPasting)}>
          {texts.paste}
        </Button>
      </div>
      {isPasting && (
        <PastePanel
          label={texts.pasteLabel}
          addLabel={texts.pasteAdd}
          read={read}
          onAdd={onPasted}
          onReplace={onReplaced}
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
