import { useMutation } from '@tanstack/react-query';
import { METADATA_KEY, parseJson, whyNotName, type JsonValue } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { newKey } from '../../api/http.js';
import { save } from '../../api/save.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { TextField } from '../../components/field.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';
import { words } from '../../words/en.js';
import type { BulkProps } from './delete-selected.js';

/** Sets one key of the metadata of several settings. */
export function SetMetadata({ settings, basedOn, onClose, onDone }: BulkProps): ReactElement {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [note, setNote] = useState('');
  const [idempotencyKey] = useState(newKey);
  const { saved } = useQuickUndo();
  const change = useMutation({
    mutationFn: () =>
      save({
        operations: settings.map(({ name, metadata }) => ({
          op: 'setting.change',
          setting: name,
          metadata: { ...metadata, [key]: readMetadata(value) },
        })),
        note,
        basedOn,
        idempotencyKey,
      }),
    onSuccess: (result) => {
      saved(words.settings.metadataSet(key, settings.length), result);
      onDone();
    },
  });
  const fault = key === '' ? undefined : whyNotName(METADATA_KEY, key);
  return (
    <Dialog title={words.settings.metadataTitle(settings.length)} isOpen onClose={onClose}>
      <TextField label={words.settings.metadataKey} value={key} onChange={setKey} error={fault} autoFocus />
      <TextField label={words.settings.metadataValue} value={value} onChange={setValue} />
      <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
      <p className="quiet">{words.settings.metadataText}</p>
      {change.error && <FailureNote error={change.error} />}
      <DialogActions>
        <Button onPress={onClose}>{words.common.cancel}</Button>
        <Button
          look="primary"
          isDisabled={key === '' || fault !== undefined || change.isPending}
          onPress={() => change.mutate()}
        >
          {words.common.save}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What is JSON is read as JSON; anything else is a text. */
function readMetadata(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
