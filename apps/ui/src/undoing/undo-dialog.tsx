import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { undoPreview } from '../api/changes.js';
import { isNoteMissing } from '../api/http.js';
import { undo } from '../api/save.js';
import { useWrite } from '../api/use-write.js';
import { usePermissions } from '../app/permissions.js';
import { Button } from '../components/button.js';
import { CancelButton, Dialog, DialogActions } from '../components/dialog.js';
import { Loading } from '../components/loading.js';
import { NoteField } from '../components/note-field.js';
import { words } from '../words/en.js';
import { HistoryFailure } from './conflicts.js';
import { Effect, deedsOf } from './effect.js';
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
  const taking = useWrite((why: string) => undo(sequence, why), {
    onSuccess: (result) => {
      saved(words.undoing.done, result);
      onClose();
    },
  });
  const whyNot = usePermissions().whyNotTakeBack(deedsOf(effect));
  const failure = isNoteMissing(taking.error) ? error : (taking.error ?? error);
  return (
    <Dialog title={words.undoing.title(sequence)} isOpen onClose={onClose} isWide>
      {!effect && !error && <Loading />}
      {effect && !error && <Effect effect={effect} nothing={words.undoing.nothingLeft} />}
      {failure && (
        <HistoryFailure
          error={failure}
          title={words.undoing.inTheWay}
          onRetry={() => {
            taking.forgetError();
            void refetch();
          }}
        />
      )}
      {effect && whyNot !== undefined && <p>{whyNot}</p>}
      {taking.isPending && <Loading />}
      <NoteField value={note} onChange={setNote} failure={isNoteMissing(taking.error) ? taking.error : undefined} />
      <DialogActions>
        <CancelButton />
        <Button
          look="primary"
          isDisabled={!effect || error !== null || effect.total === 0 || whyNot !== undefined}
          onPress={() => taking.run(note)}
        >
          {words.undoing.confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
