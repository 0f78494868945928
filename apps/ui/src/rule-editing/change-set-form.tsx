import { useState, type ReactElement } from 'react';
import { isOvertaken } from '../api/http.js';
import { save } from '../api/save.js';
import type { ChangeSetResult, Operation } from '../api/types.js';
import { useWrite } from '../api/use-write.js';
import { Button } from '../components/button.js';
import { CancelButton, DialogActions } from '../components/dialog.js';
import { NoteField } from '../components/note-field.js';
import type { Doomed } from '../api/usage.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { GateNote } from '../usage/gate-note.js';
import { useGate } from '../usage/use-gate.js';
import { guarded, type Guard } from './guard.js';
import { PreviewPanel } from './preview-panel.js';

export interface ChangeSetFormProps {
  operations: readonly Operation[];
  guard: Guard;
  /** What the button says. */
  action: string;
  isDanger?: boolean;
  /** Whether the person has confirmed it, if it has to be. */
  isReady?: boolean;
  /** What the message after it says. */
  done: string;
  onSaved: (result: ChangeSetResult) => void;
  /** Called with what saving failed with. Only the owner shows that somebody else was faster. */
  onFailure: (error: Error) => Promise<void>;
  /** What is wrong besides. */
  failure: unknown;
  /** What it deletes that programs may still ask for. */
  doomed?: Doomed | undefined;
}

/** The end of a dialogue that carries out several operations: the preview, the note, and the buttons. */
export function ChangeSetForm(props: ChangeSetFormProps): ReactElement {
  const {
    operations,
    guard,
    action,
    isDanger = false,
    isReady = true,
    done,
    onSaved,
    onFailure,
    failure,
    doomed,
  } = props;
  const [note, setNote] = useState('');
  const { saved } = useQuickUndo();
  const gate = useGate(doomed);
  const saving = useWrite(save, {
    onSuccess: (result) => {
      onSaved(result);
      saved(done, result);
    },
    onError: (error) => void onFailure(error),
  });
  const run = () => saving.run({ ...guarded(operations, guard), note });
  const isDisabled = operations.length === 0 || !isReady || saving.isPending;
  return (
    <>
      <PreviewPanel operations={operations} />
      <NoteField
        value={note}
        onChange={setNote}
        failure={isOvertaken(saving.error) ? failure : (saving.error ?? failure)}
      />
      <GateNote gate={gate} action="delete" isDisabled={isDisabled} onForce={run} />
      <DialogActions>
        <CancelButton />
        <Button
          look={isDanger ? 'danger' : 'primary'}
          isDisabled={isDisabled || gate.isChecking || gate.isStopped}
          onPress={() => gate.pass(run)}
        >
          {action}
        </Button>
      </DialogActions>
    </>
  );
}
