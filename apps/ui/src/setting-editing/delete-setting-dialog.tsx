import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { newKey } from '../api/http.js';
import { settingRules } from '../api/queries.js';
import { save } from '../api/save.js';
import { deleteOperation } from '../api/setting-edits.js';
import { Button } from '../components/button.js';
import { Dialog, DialogActions } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import { TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { words } from '../words/en.js';

const texts = words.settingEditing;

interface DeleteSettingDialogProps {
  name: string;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

/** Deletes a setting with its rules, once its name is typed. */
export function DeleteSettingDialog({ name, onClose, onDeleted }: DeleteSettingDialogProps): ReactElement {
  const { saved } = useQuickUndo();
  const { data, error, refetch } = useQuery(settingRules(name));
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [idempotencyKey] = useState(newKey);
  const deleting = useMutation({
    mutationFn: () => save({ operations: [deleteOperation(name, data?.etag)], note, idempotencyKey }),
    onSuccess: (result) => {
      onClose();
      // First away from the setting, which is read again otherwise.
      onDeleted?.();
      saved(texts.deleted(name), result);
    },
  });
  const failure = deleting.error ?? error;
  return (
    <Dialog title={texts.deleteTitle(name)} isOpen onClose={onClose} isAlert>
      {!data && !error && <Loading />}
      {data && (
        <p>
          {texts.deleteText} {texts.goesWithRules(data.rules.length)}
        </p>
      )}
      <TextField label={texts.typeName(name)} value={typed} onChange={setTyped} autoFocus />
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      {failure && (
        <FailureNote
          error={failure}
          onRetry={() => {
            deleting.reset();
            void refetch();
          }}
        />
      )}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button
          look="danger"
          isDisabled={typed !== name || !data || deleting.isPending}
          onPress={() => deleting.mutate()}
        >
          {texts.deleteIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
