import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { newKey } from '../api/http.js';
import { save } from '../api/save.js';
import type { ChangeSetResult, Operation } from '../api/types.js';
import { Button } from '../components/button.js';
import { DialogActions } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import { TextField } from '../components/field.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { words } from '../words/en.js';
import { guarded, type Guard } from './guard.js';
import { PreviewPanel } from './preview-panel.js';

interface ChangeSetFormProps {
  operations: readonly Operation[];
  guard: Guard;
  /** What the button says. */
  action: string;
  isDanger?: boolean;
  /** What the message after it says. */
  done: string;
  onClose: () => void;
  onSaved: (result: ChangeSetResult) => void;
}

/** The end of a dialogue that carries out several operations: the preview, the note, and the buttons. */
export function ChangeSetForm(props: ChangeSetFormProps): ReactElement {
  const { operations, guard, action, isDanger = false, done, onClose, onSaved } = props;
  const [note, setNote] = useState('');
  const [idempotencyKey] = useState(newKey);
  const { saved } = useQuickUndo();
  const saving = useMutation({
    mutationFn: () => save({ ...guarded(operations, guard), note, idempotencyKey }),
    onSuccess: (result) => {
      saved(done, result);
      onSaved(result);
    },
  });
  return (
    <>
      <PreviewPanel operations={operations} />
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      {saving.error && <FailureNote error={saving.error} />}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button
          look={isDanger ? 'danger' : 'primary'}
          isDisabled={operations.length === 0 || saving.isPending}
          onPress={() => saving.mutate()}
        >
          {action}
        </Button>
      </DialogActions>
    </>
  );
}
