import { useState, type ReactElement } from 'react';
import { rotateToken, type IssuedToken, type Token } from '../../api/tokens.js';
import { useWrite } from '../../api/use-write.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions } from '../../components/dialog.js';
import { SelectField } from '../../components/field.js';
import { NoteField } from '../../components/note-field.js';
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
  const rotating = useWrite((why: string) => rotateToken(id, Number(overlap), why), { onSuccess: onIssued });
  return (
    <Dialog title={access.rotateTitle(name)} isOpen onClose={onClose}>
      <p>{access.rotateText}</p>
      <SelectField label={access.overlap} choices={OVERLAPS} value={overlap} onChange={setOverlap} />
      <NoteField value={note} onChange={setNote} failure={rotating.error} />
      <DialogActions>
        <CancelButton />
        <Button look="primary" isDisabled={rotating.isPending} onPress={() => rotating.run(note)}>
          {access.rotateIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
