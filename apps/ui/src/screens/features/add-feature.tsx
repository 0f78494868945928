import { FEATURE_NAME, whyNotName } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import { addOperation, type SeenFeatures } from '../../api/feature-edits.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions, Typed } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { NoteField } from '../../components/note-field.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';
import { useFeatureSave } from './use-feature-save.js';

const { features: texts } = words;

/** Adds a feature at the end. */
export function AddFeature({ seen, onClose }: { seen: SeenFeatures; onClose: () => void }): ReactElement {
  const [name, setName] = useState('');
  const { note, setNote, write, error, isPending } = useFeatureSave(texts.added(name), onClose);
  const exists = seen.features.includes(name) ? texts.exists : undefined;
  const fault = name === '' ? undefined : (whyNotName(FEATURE_NAME, name) ?? exists);
  const isReady = name !== '' && fault === undefined && !isPending;
  return (
    <Dialog title={texts.addTitle} isOpen onClose={onClose}>
      <Typed is={name !== ''} />
      <Form
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) write(addOperation(name));
        }}
      >
        <TextField label={texts.name} hint={texts.addHint} value={name} onChange={setName} error={fault} autoFocus />
        <NoteField value={note} onChange={setNote} failure={error} />
        <DialogActions>
          <CancelButton />
          <Button type="submit" look="primary" isDisabled={!isReady}>
            {words.common.add}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
