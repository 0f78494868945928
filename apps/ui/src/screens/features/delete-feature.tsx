import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { deleteOperation, settingsWithFeature, type SeenFeatures } from '../../api/feature-edits.js';
import { isOutdated, type Failure } from '../../api/http.js';
import { contextFeatures } from '../../api/queries.js';
import type { SettingsPage } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { NoteField } from '../../components/note-field.js';
import { OutdatedNote } from '../../components/outdated.js';
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
  const client = useQueryClient();
  const [base, setBase] = useState(seen);
  const [missed, setMissed] = useState<Failure>();
  const lookAgain = async (failure: Error) => {
    if (!isOutdated(failure)) return;
    await client.invalidateQueries({ queryKey: contextFeatures().queryKey });
    setBase(await client.fetchQuery(contextFeatures()));
    setMissed(failure);
  };
  const { note, setNote, write, error, isPending } = useFeatureSave(
    texts.deleted(feature),
    onClose,
    (failure) => void lookAgain(failure),
  );
  const isFree = users.data?.total === 0;
  return (
    <Dialog title={texts.deleteTitle(feature)} isOpen onClose={onClose}>
      {users.isPending && <Loading />}
      {users.error && <FailureNote error={users.error} onRetry={() => void users.refetch()} />}
      {users.data && !isFree && <Users feature={feature} page={users.data} />}
      {isFree && (
        <>
          <p>{texts.deleteText}</p>
          {missed && <OutdatedNote error={missed} />}
          <NoteField value={note} onChange={setNote} failure={missed === error ? undefined : error} />
        </>
      )}
      <DialogActions>
        <CancelButton>{isFree ? words.common.cancel : words.common.close}</CancelButton>
        {isFree && (
          <Button look="danger" isDisabled={isPending} onPress={() => write(deleteOperation(feature, base))}>
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
