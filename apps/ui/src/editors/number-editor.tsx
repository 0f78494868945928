import { useState, type ReactElement } from 'react';
import { TextField } from '../components/field.js';
import type { DraftOf } from './draft.js';
import type { EditorProps } from './editor-props.js';

/** A number as text, so that no digit of it is lost. */
export function NumberEditor({
  draft: { text },
  fault,
  change,
  ...props
}: EditorProps & { draft: DraftOf<'number'>; fault: string | undefined }): ReactElement {
  const [wasLeft, setLeft] = useState(false);
  return (
    <div onBlur={() => setLeft(true)}>
      <TextField
        {...props}
        value={text}
        onChange={(typed) => change(() => ({ kind: 'number', text: typed }))}
        // Nobody is told that a field is empty before there was time to fill it.
        error={wasLeft || text !== '' ? fault : undefined}
        isMono
      />
    </div>
  );
}
