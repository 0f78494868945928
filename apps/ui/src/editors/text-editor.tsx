import { AlignLeft, Minus } from 'lucide-react';
import { useEffect, useRef, type ClipboardEvent, type ReactElement } from 'react';
import { IconButton } from '../components/button.js';
import { TextField } from '../components/field.js';
import { words } from '../words/en.js';
import type { EditorProps } from './editor-props.js';
import styles from './editors.module.css';
import { unseenIn, type Notated, type Notation } from './text-notation.js';

interface TextEditorProps extends Omit<EditorProps, 'change'> {
  draft: Notated;
  fault: string | undefined;
  onChange: (draft: Notated) => void;
  /** Keys of a mapping: the empty text has a fault of its own there. */
  isKey?: boolean;
}

/** A text on one line or many, or in JSON notation if it has characters that a field would change. */
export function TextEditor({ draft, fault, onChange, isKey, ...props }: TextEditorProps): ReactElement {
  const { text, notation } = draft;
  const box = useRef<HTMLDivElement>(null);
  const focusAt = useRef<number | undefined>(undefined);

  // Another number of lines is another control, which takes over the focus.
  useEffect(() => {
    if (focusAt.current === undefined) return;
    const control = box.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea');
    control?.focus();
    control?.setSelectionRange(focusAt.current, focusAt.current);
    focusAt.current = undefined;
  }, [notation]);

  const turn = (to: Notation, next = text, at = next.length) => {
    focusAt.current = at;
    onChange({ text: next, notation: to });
  };
  // A field of one line would drop the line breaks of what is pasted.
  const paste = (event: ClipboardEvent) => {
    const { target } = event;
    const pasted = event.clipboardData.getData('text').replaceAll(/\r\n?/g, '\n');
    if (notation !== 'line' || !pasted.includes('\n') || !(target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const [start, end] = [target.selectionStart ?? text.length, target.selectionEnd ?? text.length];
    turn('lines', text.slice(0, start) + pasted + text.slice(end), start + pasted.length);
  };

  return (
    <div ref={box} className={styles.text} onPaste={paste}>
      <TextField
        {...props}
        value={text}
        onChange={(typed) => onChange({ text: typed, notation })}
        error={fault}
        hint={hintOf(draft, isKey ?? false)}
        isMono={notation === 'quoted'}
        {...(notation === 'lines' && { rows: Math.min(Math.max(text.split('\n', 20).length + 1, 3), 16) })}
      />
      {notation === 'line' && !isKey && (
        <IconButton label={words.editors.manyLines} onPress={() => turn('lines')}>
          <AlignLeft size={16} aria-hidden />
        </IconButton>
      )}
      {notation === 'lines' && !text.includes('\n') && (
        <IconButton label={words.editors.oneLine} onPress={() => turn('line')}>
          <Minus size={16} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function hintOf({ text, notation }: Notated, isKey: boolean): string | undefined {
  if (notation === 'quoted') return words.editors.quotedHint;
  if (text === '') return isKey ? undefined : words.editors.emptyText;
  return unseenIn(text);
}
