import { FEATURE_NAME, whyNotName } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { Form } from 'react-aria-components';
import { addOperation, type SeenFeatures } from '../../api/feature-edits.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { TextField } from '../../components/field.js';
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
      <Form
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) write(addOperation(name));
        }}
      >
        <TextField label={texts.name} hint={texts.addHint} value={name} onChange={setName} error={fault} autoFocus />
        <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
        {error && <FailureNote error={error} />}
        <DialogActions>
          <Button onPress={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" isDisabled={!isReady}>
            {words.common.add}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
