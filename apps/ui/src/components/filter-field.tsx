import { useEffect, useEffectEvent, useState, type ReactElement } from 'react';
import { TextField } from './field.js';

const PAUSE_MS = 250;

interface FilterFieldProps {
  label: string;
  /** As the address has it. */
  value: string;
  /** Called when the person pauses, presses Enter or leaves the field. */
  onChange: (text: string) => void;
  isLabelHidden?: boolean;
  placeholder?: string;
  hint?: string;
  error?: string | undefined;
  type?: 'text' | 'search';
}

/**
 * A text field whose text is a part of the address. An address changes some time after it is told to: a field that showed it
 * at once would lose letters that are typed meanwhile.
 */
export function FilterField({ value, onChange, ...props }: FilterFieldProps): ReactElement {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  const [sent, setSent] = useState(value);
  if (shown !== value) {
    setShown(value);
    if (value !== sent) {
      // The address has changed in another way, such as by the browser's back button.
      setSent(value);
      setText(value);
    }
  }
  const send = useEffectEvent(() => {
    if (text === sent) return;
    setSent(text);
    onChange(text);
  });
  useEffect(() => {
    const timer = setTimeout(() => send(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <TextField {...props} value={text} onChange={setText} />;
}
