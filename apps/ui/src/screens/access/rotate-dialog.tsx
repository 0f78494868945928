import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { rotateToken, type IssuedToken, type Token } from '../../api/tokens.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { SelectField, TextField } from '../../components/field.js';
import { words } from '../../words/en.js';

const { access } = words;
const OVERLAPS = Object.entries(access.overlaps).map(([id, text]) => ({ id, text }));
const USUAL_OVERLAP = '86400';

interface RotateDialogProps {
  token: Token;
  onClose: () => void;
  onIssued: (issued: IssuedToken) => void;
}

/** Gives a token a new secret. */
export function RotateDialog({ token: { id, name }, onClose, onIssued }: RotateDialogProps): ReactElement {
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const [note, setNote] = useState('');
  const rotating = useMutation({
    mutationFn: () => rotateToken(id, Number(overlap), note),
    onSuccess: onIssued,
  });
  return (
    <Dialog title={access.rotateTitle(name)} isOpen onClose={onClose}>
      <p>{access.rotateText}</p>
      <SelectField label={access.overlap} choices={OVERLAPS} value={overlap} onChange={setOverlap} />
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      {rotating.error && <FailureNote error={rotating.error} />}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button look="primary" isDisabled={rotating.isPending} onPress={() => rotating.mutate()}>
          {access.rotateIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
