import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { revokeToken, tokens, type Token } from '../../api/tokens.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { TextField } from '../../components/field.js';
import { tell } from '../../components/toasts.js';
import { words } from '../../words/en.js';

const { access } = words;

/** Revokes a token, once somebody has confirmed it. */
export function RevokeDialog({ token: { id, name }, onClose }: { token: Token; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const revoking = useMutation({
    mutationFn: () => revokeToken(id, note),
    onSuccess: () => {
      tell({ text: access.revoked(name) });
      void client.invalidateQueries({ queryKey: tokens().queryKey });
      onClose();
    },
  });
  return (
    <Dialog title={access.revokeTitle(name)} isOpen onClose={onClose} isAlert>
      <p>{access.revokeText}</p>
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      {revoking.error && <FailureNote error={revoking.error} />}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button look="danger" isDisabled={revoking.isPending} onPress={() => revoking.mutate()}>
          {access.revokeIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
