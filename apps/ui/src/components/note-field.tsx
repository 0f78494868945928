import { useEffect, useRef, type ReactElement } from 'react';
import { isNoteMissing } from '../api/http.js';
import { words } from '../words/en.js';
import { useTyped } from './dialog.js';
import { FailureNote } from './failure.js';
import { TextField } from './field.js';

interface NoteFieldProps {
  value: string;
  onChange: (note: string) => void;
  /** Why the change is not saved. It is shown below the field; at the field, which gets the focus, if a note is missing. */
  failure?: unknown;
  onRetry?: (() => void) | undefined;
  label?: string;
  hint?: string;
}

/** The field of a dialogue that asks why, and what went wrong with saving. */
export function NoteField(props: NoteFieldProps): ReactElement {
  const { value, onChange, failure, onRetry, label = words.common.note, hint = words.common.noteHint } = props;
  const field = useRef<HTMLInputElement>(null);
  const isMissing = isNoteMissing(failure);
  useTyped(value !== '');
  useEffect(() => {
    if (isNoteMissing(failure)) field.current?.focus();
  }, [failure]);
  return (
    <>
      <TextField
        label={label}
        hint={hint}
        value={value}
        onChange={onChange}
        error={isMissing && value.trim() === '' ? words.common.noteMissing : undefined}
        ref={field}
      />
      {failure !== undefined && failure !== null && !isMissing && (
        <FailureNote error={failure} {...(onRetry && { onRetry })} />
      )}
    </>
  );
}
