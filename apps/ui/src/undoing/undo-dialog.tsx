import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { undoPreview } from '../api/changes.js';
import { undo } from '../api/save.js';
import { Button } from '../components/button.js';
import { Dialog, DialogActions } from '../components/dialog.js';
import { TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { words } from '../words/en.js';
import { HistoryFailure } from './conflicts.js';
import { Effect } from './effect.js';
import { useQuickUndo } from './quick-undo.js';

interface UndoDialogProps {
  /** The change to take back. */
  sequence: number;
  onClose: () => void;
}

/** Takes a change back, once somebody has seen what that does. */
export function UndoDialog({ sequence, onClose }: UndoDialogProps): ReactElement {
  const { saved } = useQuickUndo();
  const [note, setNote] = useState('');
  const { data: effect, error, refetch } = useQuery(undoPreview(sequence));
  const taking = useMutation({
    mutationFn: () => undo(sequence, note),
    onSuccess: (result) => {
      saved(words.undoing.done, result);
      onClose();
    },
  });
  const failure = taking.error ?? error;
  return (
    <Dialog title={words.undoing.title(sequence)} isOpen onClose={onClose} isWide>
      {!effect && !error && <Loading />}
      {effect && !error && <Effect effect={effect} nothing={words.undoing.nothingLeft} />}
      {failure && (
        <HistoryFailure
          error={failure}
          title={words.undoing.inTheWay}
          onRetry={() => {
            taking.reset();
            void refetch();
          }}
        />
      )}
      {taking.isPending && <Loading />}
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button
          look="primary"
          isDisabled={!effect || error !== null || effect.total === 0}
          onPress={() => !taking.isPending && taking.mutate()}
        >
          {words.undoing.confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
