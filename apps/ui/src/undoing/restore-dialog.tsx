import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { restore, restorePreview, type Restoration } from '../api/changes.js';
import { isNoteMissing } from '../api/http.js';
import { useWrite } from '../api/use-write.js';
import { usePermissions } from '../app/permissions.js';
import { Button } from '../components/button.js';
import { Checkbox } from '../components/checkbox.js';
import { CancelButton, Dialog, DialogActions } from '../components/dialog.js';
import { SelectField, TextField } from '../components/field.js';
import { Loading } from '../components/loading.js';
import { MomentField } from '../components/moment-field.js';
import { NoteField } from '../components/note-field.js';
import { words } from '../words/en.js';
import { HistoryFailure } from './conflicts.js';
import { Effect, deedsOf } from './effect.js';
import { useQuickUndo } from './quick-undo.js';
import styles from './undoing.module.css';

interface RestoreDialogProps {
  /** The settings to restore, which may be changed to everything; absent for everything. */
  settings?: readonly string[] | undefined;
  /** The sequence of the change after which the state was, or a time. */
  to?: number | string | undefined;
  onClose: () => void;
}

interface Choice {
  scope: 'settings' | 'everything';
  point: 'change' | 'time';
  sequence: string;
  time: string;
  withFeatures: boolean;
}

/** Brings settings back to an earlier state, once somebody has seen what that does. */
export function RestoreDialog({ settings, to, onClose }: RestoreDialogProps): ReactElement {
  const { saved } = useQuickUndo();
  const { isAdmin, whyNotTakeBack } = usePermissions();
  const [choice, setChoice] = useState<Choice>(() => firstChoice(settings, to));
  const [note, setNote] = useState('');
  const restoration = restorationOf(choice, settings);
  const { data: effect, error, refetch } = useQuery(restorePreview(restoration));
  const restoring = useWrite(restore, {
    onSuccess: (result) => {
      saved(words.undoing.restored, result);
      onClose();
    },
  });
  const whyNot = isAdmin ? whyNotTakeBack(deedsOf(effect)) : words.undoing.adminsOnly;
  const failure = isNoteMissing(restoring.error) ? error : (restoring.error ?? error);
  const retry = () => {
    restoring.forgetError();
    void refetch();
  };
  return (
    <Dialog title={words.undoing.restoreTitle} isOpen onClose={onClose} isWide>
      <Choices choice={choice} settings={settings} onChange={setChoice} />
      {!restoration && <p className="quiet">{words.undoing.choosePoint}</p>}
      {restoration && !effect && !error && <Loading />}
      {restoration && effect && !error && <Effect effect={effect} nothing={words.undoing.sameState} />}
      {failure && <HistoryFailure error={failure} title={words.undoing.restoreInTheWay} onRetry={retry} />}
      {whyNot !== undefined && <p>{whyNot}</p>}
      {restoring.isPending && <Loading />}
      <NoteField
        value={note}
        onChange={setNote}
        failure={isNoteMissing(restoring.error) ? restoring.error : undefined}
      />
      <DialogActions>
        <CancelButton />
        <Button
          look="danger"
          isDisabled={whyNot !== undefined || !effect || error !== null || effect.total === 0}
          onPress={() => restoration && restoring.run({ ...restoration, note })}
        >
          {words.undoing.restoreConfirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function firstChoice(settings: readonly string[] | undefined, to: number | string | undefined): Choice {
  return {
    scope: settings ? 'settings' : 'everything',
    point: typeof to === 'string' ? 'time' : 'change',
    sequence: typeof to === 'number' ? String(to) : '',
    time: typeof to === 'string' ? to : '',
    withFeatures: false,
  };
}

/** What to restore; undefined until the point is known. */
function restorationOf(choice: Choice, settings: readonly string[] | undefined): Restoration | undefined {
  const { scope, point, sequence, time, withFeatures } = choice;
  const chosen = scope === 'settings' ? { settings } : { with_context_features: withFeatures || undefined };
  if (point === 'time') return time === '' ? undefined : { to: time, ...chosen };
  return /^[1-9]\d{0,14}$/.test(sequence) ? { to: Number(sequence), ...chosen } : undefined;
}

interface ChoicesProps {
  choice: Choice;
  settings: readonly string[] | undefined;
  onChange: (choice: Choice) => void;
}

function Choices({ choice, settings, onChange }: ChoicesProps): ReactElement {
  const { scope, point, sequence, time, withFeatures } = choice;
  const { scopes, points } = words.undoing;
  return (
    <div className={styles.section}>
      <div className={styles.choices}>
        {settings && (
          <SelectField
            label={words.undoing.scope}
            choices={[
              { id: 'settings', text: scopes.settings(settings.length) },
              { id: 'everything', text: scopes.everything },
            ]}
            value={scope}
            onChange={(id) => onChange({ ...choice, scope: id === 'settings' ? 'settings' : 'everything' })}
          />
        )}
        <SelectField
          label={words.undoing.point}
          choices={[
            { id: 'change', text: points.change },
            { id: 'time', text: points.time },
          ]}
          value={point}
          onChange={(id) => onChange({ ...choice, point: id === 'time' ? 'time' : 'change' })}
        />
        {point === 'time' ? (
          <MomentField
            label={words.undoing.time}
            value={time}
            onChange={(value) => onChange({ ...choice, time: value })}
          />
        ) : (
          <TextField
            label={words.undoing.sequence}
            value={sequence}
            onChange={(value) => onChange({ ...choice, sequence: value.trim() })}
          />
        )}
      </div>
      {scope === 'settings' && settings ? (
        <p>
          {words.undoing.restoreWhat(settings)}: <bdi>{settings.join(', ')}</bdi>
        </p>
      ) : (
        <>
          <p>{words.undoing.restoreEverything}</p>
          <Checkbox isSelected={withFeatures} onChange={(is) => onChange({ ...choice, withFeatures: is })}>
            {words.undoing.withFeatures}
          </Checkbox>
        </>
      )}
    </div>
  );
}
