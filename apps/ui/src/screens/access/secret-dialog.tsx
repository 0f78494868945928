import { useId, useState, type ReactElement } from 'react';
import type { IssuedToken } from '../../api/tokens.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import field from '../../components/field.module.css';
import { words } from '../../words/en.js';

const { access } = words;

/** Shows the secret of a token once. It is kept nowhere in the page. */
export function SecretDialog({
  issued: { name, token },
  onClose,
}: {
  issued: IssuedToken;
  onClose: () => void;
}): ReactElement {
  const id = useId();
  const [outcome, setOutcome] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(token);
      setOutcome(access.copied);
    } catch {
      setOutcome(access.notCopied);
    }
  }
  return (
    <Dialog title={access.secretTitle(name)} isOpen onClose={onClose} isAlert isShownOnce>
      <p>
        <strong>{access.secretWarning}</strong>
      </p>
      <div className={field.field}>
        <label htmlFor={id} className={field.label}>
          {access.secret}
        </label>
        <textarea
          id={id}
          className={`${field.input} mono`}
          value={token}
          rows={3}
          readOnly
          onFocus={({ target }) => target.select()}
        />
      </div>
      <p role="status">{outcome}</p>
      <DialogActions>
        <Button onPress={() => void copy()}>{access.copy}</Button>
        <Button look="primary" onPress={onClose}>
          {access.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
