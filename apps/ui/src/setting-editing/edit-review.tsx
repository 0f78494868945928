import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { isOutdated as isRefusedAsOutdated } from '../api/http.js';
import { save } from '../api/save.js';
import { changeOperation, deleteAliasOperation, editPreview } from '../api/setting-edits.js';
import { useWrite } from '../api/use-write.js';
import { Button } from '../components/button.js';
import { DialogActions } from '../components/dialog.js';
import { Loading } from '../components/loading.js';
import { NoteField } from '../components/note-field.js';
import { DifferenceList } from '../diff/entry-view.js';
import { differencesOf } from '../diff/entry.js';
import { ImpactTable } from '../rule-editing/impact-table.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { GateNote } from '../usage/gate-note.js';
import { useGate } from '../usage/use-gate.js';
import { words } from '../words/en.js';
import type { PlannedChange, WantedChanges } from './plan-change.js';
import styles from './setting-editing.module.css';
import type { KnownSetting } from './use-known-setting.js';
import { VERSION, VersionChoice } from './version-choice.js';

const texts = words.settingEditing;

interface EditReviewProps {
  base: KnownSetting;
  changes: WantedChanges;
  removedAliases: readonly string[];
  plan: PlannedChange;
  /** Whether somebody has changed the setting meanwhile: then it must not be saved. */
  isOutdated: boolean;
  onBack: () => void;
  onSaved: () => void;
}

/** What saving a setting would change, before it is saved. */
export function EditReview(props: EditReviewProps): ReactElement {
  const { base, changes, removedAliases, plan, isOutdated, onBack, onSaved } = props;
  const { setting, etag } = base;
  const client = useQueryClient();
  const { saved } = useQuickUndo();
  const [version, setVersion] = useState('');
  const [note, setNote] = useState('');
  const isVersionFine = version === '' || VERSION.test(version);
  const hasChanges = Object.keys(changes).length > 0;
  const operations = [
    ...removedAliases.map((alias) => deleteAliasOperation(setting.name, alias, etag)),
    ...(hasChanges ? [changeOperation(setting.name, { ...changes, ...(version !== '' && { version }) }, etag)] : []),
  ];
  const dryRun = useQuery(editPreview(isVersionFine && !isOutdated ? operations : undefined));
  const saving = useWrite(save, {
    onSuccess: (result) => {
      saved(texts.saved(changes.name ?? setting.name), result);
      onSaved();
    },
    onError: (error) => {
      // Somebody was faster: the dialogue shows what they did once it is read.
      if (isRefusedAsOutdated(error)) void client.invalidateQueries({ queryKey: ['setting'] });
    },
  });
  const gate = useGate(removedAliases.length > 0 ? { settings: [setting.name], aliases: removedAliases } : undefined);
  const run = () => saving.run({ operations, note });
  const isDisabled = !dryRun.data || dryRun.isError || isOutdated || !isVersionFine || saving.isPending;
  const failure = saving.error ?? dryRun.error;
  return (
    <>
      <section className={styles.section} aria-label={texts.willChange}>
        <h3>{texts.willChange}</h3>
        <DifferenceList differences={differencesOf({ ...setting }, after(base, changes, removedAliases))} />
      </section>
      {hasChanges && <VersionChoice plan={plan} stored={setting.version} value={version} onChange={setVersion} />}
      {dryRun.isFetching && !dryRun.data && <Loading />}
      {dryRun.data && <ImpactTable result={dryRun.data} isBusy={dryRun.isFetching} />}
      <NoteField value={note} onChange={setNote} failure={failure} onRetry={() => void dryRun.refetch()} />
      <GateNote gate={gate} action="save" isDisabled={isDisabled} onForce={run} />
      <DialogActions>
        <Button onPress={onBack}>{texts.back}</Button>
        <Button
          look="primary"
          isDisabled={isDisabled || gate.isChecking || gate.isStopped}
          onPress={() => gate.pass(run)}
        >
          {texts.save}
        </Button>
      </DialogActions>
    </>
  );
}

/** The setting as it would be, except its version. */
function after(
  { setting }: KnownSetting,
  changes: WantedChanges,
  removedAliases: readonly string[],
): typeof setting & Record<string, never> {
  const { name } = setting;
  const kept = setting.aliases.filter((alias) => !removedAliases.includes(alias) && alias !== changes.name);
  const isRenamed = changes.name !== undefined;
  return { ...setting, ...changes, aliases: isRenamed ? [...kept, name] : kept } as typeof setting &
    Record<string, never>;
}
