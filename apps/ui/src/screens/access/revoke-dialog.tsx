import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { revokeToken, tokens, type Token } from '../../api/tokens.js';
import { useWrite } from '../../api/use-write.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions } from '../../components/dialog.js';
import { NoteField } from '../../components/note-field.js';
import { tell } from '../../components/toasts.js';
import { words } from '../../words/en.js';

const { access } = words;

/** Revokes a token, once somebody has confirmed it. */
export function RevokeDialog({ token: { id, name }, onClose }: { token: Token; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const revoking = useWrite((why: string) => revokeToken(id, why), {
    onSuccess: () => {
      tell({ text: access.revoked(name) });
      void client.invalidateQueries({ queryKey: tokens().queryKey });
      onClose();
    },
  });
  return (
    <Dialog title={access.revokeTitle(name)} isOpen onClose={onClose} isAlert>
      <p>{access.revokeText}</p>
      <NoteField value={note} onChange={setNote} failure={revoking.error} />
      <DialogActions>
        <CancelButton />
        <Button look="danger" isDisabled={revoking.isPending} onPress={() => revoking.run(note)}>
          {access.revokeIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
