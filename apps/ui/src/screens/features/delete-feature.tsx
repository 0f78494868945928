import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { deleteOperation, settingsWithFeature, type SeenFeatures } from '../../api/feature-edits.js';
import type { SettingsPage } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { TextField } from '../../components/field.js';
import { Loading } from '../../components/loading.js';
import { SettingLink } from '../../components/setting-link.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';
import { useFeatureSave } from './use-feature-save.js';

const { features: texts } = words;

interface DeleteFeatureProps {
  feature: string;
  seen: SeenFeatures;
  onClose: () => void;
}

/** Deletes a feature that no setting uses, and says which settings use it otherwise. */
export function DeleteFeature({ feature, seen, onClose }: DeleteFeatureProps): ReactElement {
  const users = useQuery(settingsWithFeature(feature));
  const { note, setNote, write, error, isPending } = useFeatureSave(texts.deleted(feature), onClose);
  const isFree = users.data?.total === 0;
  return (
    <Dialog title={texts.deleteTitle(feature)} isOpen onClose={onClose}>
      {users.isPending && <Loading />}
      {users.error && <FailureNote error={users.error} onRetry={() => void users.refetch()} />}
      {users.data && !isFree && <Users feature={feature} page={users.data} />}
      {isFree && (
        <>
          <p>{texts.deleteText}</p>
          <TextField label={words.common.note} hint={words.common.noteHint} value={note} onChange={setNote} />
        </>
      )}
      {error && <FailureNote error={error} />}
      <DialogActions>
        <Button onPress={onClose}>{isFree ? words.common.cancel : words.common.close}</Button>
        {isFree && (
          <Button look="danger" isDisabled={isPending} onPress={() => write(deleteOperation(feature, seen))}>
            {words.common.delete}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function Users({ feature, page: { settings, total } }: { feature: string; page: SettingsPage }): ReactElement {
  return (
    <>
      <p>{texts.inUse(total)}</p>
      <ul className={styles.links}>
        {settings.map(({ name }) => (
          <li key={name}>
            <SettingLink name={name} />
          </li>
        ))}
      </ul>
      {total > settings.length && (
        <p>
          <Link to="/settings" search={{ feature }}>
            {texts.allInUse}
          </Link>
        </p>
      )}
    </>
  );
}
