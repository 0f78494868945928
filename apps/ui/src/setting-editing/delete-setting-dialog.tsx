import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactElement } from 'react';
import { readSettingRules, settingRules } from '../api/queries.js';
import { CancelButton, Dialog, DialogActions } from '../components/dialog.js';
import { FailureNote } from '../components/failure.js';
import { TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { OutdatedNote } from '../components/outdated.js';
import { ChangeSetForm } from '../rule-editing/change-set-form.js';
import { useBasis } from '../rule-editing/use-basis.js';
import { words } from '../words/en.js';
import type { KnownSetting } from './use-known-setting.js';

const texts = words.settingEditing;

interface DeleteSettingDialogProps {
  name: string;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

type Found = Pick<KnownSetting, 'setting' | 'rules' | 'etag'>;

/** Deletes a setting with its rules, once it is seen whose values go, and its name is typed. */
export function DeleteSettingDialog(props: DeleteSettingDialogProps): ReactElement {
  const { name, onClose } = props;
  const { data, error, refetch } = useQuery(settingRules(name));
  return (
    <Dialog title={texts.deleteTitle(name)} isOpen onClose={onClose} isAlert isWide>
      {data ? (
        <Deleting {...props} found={data} />
      ) : (
        <>
          {error ? <FailureNote error={error} onRetry={() => void refetch()} /> : <Loading />}
          <DialogActions>
            <CancelButton />
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

const nameOf = ({ setting }: Found) => setting.name;

function Deleting({ name, found, onClose, onDeleted }: DeleteSettingDialogProps & { found: Found }): ReactElement {
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const basis = useBasis({ items: [found], guard: { etag: found.etag } }, nameOf, async () => {
    const now = await readSettingRules(name);
    client.setQueryData(settingRules(name).queryKey, now);
    return { items: [now], guard: { etag: now.etag } };
  });
  const { items, missed } = basis;
  const [{ rules } = found] = items;
  const operations = useMemo(() => [{ op: 'setting.delete', setting: name }], [name]);
  const doomed = useMemo(() => ({ settings: [name] }), [name]);
  return (
    <>
      {missed && <OutdatedNote error={missed.error} />}
      <p>
        {texts.deleteText} {texts.goesWithRules(rules.length)}
      </p>
      <TextField label={texts.typeName(name)} value={typed} onChange={setTyped} autoFocus />
      <ChangeSetForm
        operations={operations}
        guard={basis.guard}
        action={texts.deleteIt}
        isDanger
        isReady={typed === name}
        done={texts.deleted(name)}
        onSaved={() => {
          onClose();
          // First away from the setting, which is read again otherwise.
          onDeleted?.();
        }}
        onFailure={basis.lookAgain}
        failure={basis.failure}
        doomed={doomed}
      />
    </>
  );
}
