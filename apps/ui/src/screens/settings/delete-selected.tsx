import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { newKey } from '../../api/http.js';
import { save } from '../../api/save.js';
import type { FoundSetting } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { TextField } from '../../components/field.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';
import { words } from '../../words/en.js';

export interface BulkProps {
  settings: readonly FoundSetting[];
  /** The sequence of the state that the list shows. */
  basedOn: number | undefined;
  onClose: () => void;
  onDone: () => void;
}

/** Deletes several settings with their rules, once their number is typed. */
export function DeleteSelected({ settings, basedOn, onClose, onDone }: BulkProps): ReactElement {
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [idempotencyKey] = useState(newKey);
  const { saved } = useQuickUndo();
  const deletion = useMutation({
    mutationFn: () =>
      save({
        operations: settings.map(({ name }) => ({ op: 'setting.delete', setting: name })),
        note,
        basedOn,
        idempotencyKey,
      }),
    onSuccess: (result) => {
      saved(words.settings.deleted(settings.length), result);
      onDone();
    },
  });
  const rules = settings.reduce((sum, setting) => sum + setting.rules, 0);
  const wanted = String(settings.length);
  return (
    <Dialog isAlert title={words.settings.deleteTitle(settings.length)} isOpen onClose={onClose}>
      <p>{words.settings.deleteText(rules)}</p>
      <TextField label={words.settings.typeToConfirm(wanted)} value={typed} onChange={setTyped} autoFocus />
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      {deletion.error && <FailureNote error={deletion.error} />}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button look="danger" isDisabled={typed !== wanted || deletion.isPending} onPress={() => deletion.mutate()}>
          {words.common.delete}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
