import { useState, type ReactElement } from 'react';
import { Button } from '../components/button.js';
import { useTyped } from '../components/dialog.js';
import { TextField } from '../components/field.js';
import { words } from '../words/en.js';
import styles from './editors.module.css';

interface PastePanelProps<Content> {
  label: string;
  addLabel: string;
  /** Reads the text, or says what is wrong with it. */
  read: (text: string) => { content: Content } | { message: string };
  onAdd: (content: Content) => void;
  onReplace: (content: Content) => void;
  onClose: () => void;
}

/** A place for a text to paste. What has a fault stays, with the reason. */
export function PastePanel<Content>(props: PastePanelProps<Content>): ReactElement {
  const { label, addLabel, read, onAdd, onReplace, onClose } = props;
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  useTyped(text !== '');

  const take = (accept: (content: Content) => void) => {
    const reading = read(text);
    if ('message' in reading) {
      setError(reading.message);
      return;
    }
    accept(reading.content);
    onClose();
  };
  const type = (typed: string) => {
    setText(typed);
    setError(undefined);
  };

  return (
    <div className={styles.paste}>
      <TextField label={label} value={text} onChange={type} error={error} rows={5} isMono autoFocus />
      <p role="alert" className="hidden">
        {error}
      </p>
      <div className={styles.actions}>
        <Button look="primary" onPress={() => take(onAdd)}>
          {addLabel}
        </Button>
        <Button onPress={() => take(onReplace)}>{words.editors.paste.replaceAll}</Button>
        <Button look="plain" onPress={onClose}>
          {words.common.cancel}
        </Button>
      </div>
    </div>
  );
}
