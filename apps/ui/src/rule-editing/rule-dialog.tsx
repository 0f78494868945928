import { accepts, parseSettingType } from '@heksher/domain';
import { useMemo, useState, type ReactElement } from 'react';
import { Failure } from '../api/http.js';
import type { Rule, Setting } from '../api/types.js';
import { Button } from '../components/button.js';
import { CancelButton, Dialog, DialogActions, Typed } from '../components/dialog.js';
import { TextField } from '../components/field.js';
import { NoteField } from '../components/note-field.js';
import { tell } from '../components/toasts.js';
import { ValueEditor } from '../editors/value-editor.js';
import { useQuickUndo } from '../undoing/quick-undo.js';
import { words } from '../words/en.js';
import { Compared } from './compared.js';
import { ConditionsField } from './conditions-field.js';
import { ConflictPanel } from './conflict-panel.js';
import { PreviewPanel } from './preview-panel.js';
import { conditionsOf, draftOf, duplicateOf, isSameDraft, operationOf, type Start } from './rule-draft.js';
import styles from './rule-editing.module.css';
import { useRuleSaving } from './use-rule-saving.js';

interface RuleDialogProps {
  setting: Setting;
  rules: readonly Rule[];
  /** Of the setting with its rules, as the person sees them. */
  etag: string | undefined;
  start: Start;
  onClose: (isSaved: boolean) => void;
  /** Opens another rule in place of this one. */
  onEdit: (rule: Rule) => void;
}

const { ruleEditing } = words;

/** Adds or changes a rule: for whom it is, its value and its note, with what is different and for whom values change. */
export function RuleDialog({
  setting,
  rules,
  etag: shownEtag,
  start: begun,
  onClose,
  onEdit,
}: RuleDialogProps): ReactElement {
  // What the person began with stays, also when the list behind the dialogue is read again.
  const [{ start, etag }, setBase] = useState({ start: begun, etag: shownEtag });
  const [draft, setDraft] = useState(() => draftOf(begun, setting.default_value));
  const [fault, setFault] = useState<string>();
  const [hasConditionFault, setConditionFault] = useState(false);
  const [note, setNote] = useState('');
  const saving = useRuleSaving(setting.name);
  const { saved } = useQuickUndo();
  const type = useMemo(() => parseSettingType(setting.type), [setting.type]);

  const isTyped =
    !isSameDraft(draft, draftOf(begun, setting.default_value)) ||
    hasConditionFault ||
    (fault !== undefined && accepts(type, draft.value));
  const duplicate = duplicateOf(draft, rules, start);
  const lacksConditions = !draft.isForEveryone && conditionsOf(draft).size === 0;
  const isSound = fault === undefined && !(hasConditionFault && !draft.isForEveryone) && !duplicate && !lacksConditions;
  const operation = operationOf(draft, setting.name, start);
  const operations = useMemo(() => (isSound && operation ? [operation] : []), [isSound, operation]);

  async function run(from: { start: Start; etag: string | undefined }): Promise<void> {
    const result = await saving.run(draft, { ...from, note });
    if (!result) return;
    const text = from.start.kind === 'edit' ? ruleEditing.changed : ruleEditing.created;
    if (result.sequence === null) tell({ text: ruleEditing.nothingToSave });
    else saved(text(setting.name), result);
    onClose(true);
  }

  if (saving.conflict) {
    const { theirs, etag: tag } = saving.conflict;
    // What was deleted is made anew.
    const now: Start = theirs ? { kind: 'edit', rule: theirs } : { kind: 'copy', rule: begunRule(start) };
    return (
      <ConflictPanel
        setting={setting.name}
        seen={begunRule(start)}
        theirs={theirs}
        draft={draft}
        onKeepMine={() => void run({ start: now, etag: tag })}
        onTakeTheirs={() => onClose(false)}
        onGoOn={() => {
          setBase({ start: now, etag: tag });
          saving.dismiss();
        }}
      />
    );
  }

  return (
    <Dialog isWide title={titleOf(start, setting.name)} isOpen onClose={() => onClose(false)}>
      <Typed is={isTyped} />
      <ConditionsField
        features={setting.configurable_features}
        draft={draft}
        onChange={setDraft}
        onFault={setConditionFault}
      />
      {lacksConditions && <p className="quiet">{ruleEditing.noConditions}</p>}
      {duplicate && (
        <div role="alert" className={styles.duplicate}>
          {ruleEditing.duplicate(duplicate.rule_id)}
          <Button onPress={() => onEdit(duplicate)}>{ruleEditing.openOther(duplicate.rule_id)}</Button>
        </div>
      )}
      <ValueEditor
        label={ruleEditing.value}
        type={type}
        value={draft.value}
        onChange={(value) => setDraft((old) => ({ ...old, value }))}
        onFault={setFault}
        error={valueFault(saving.error)}
      />
      <TextField
        label={ruleEditing.ruleNote}
        hint={ruleEditing.ruleNoteHint}
        value={draft.information}
        onChange={(information) => setDraft((old) => ({ ...old, information }))}
      />
      <Compared setting={setting} rules={rules} start={start} isSaving={saving.isPending} />
      {!operation && <p className="quiet">{ruleEditing.unchanged}</p>}
      <PreviewPanel operations={operations} />
      <NoteField
        label={ruleEditing.changeNote}
        hint={ruleEditing.changeNoteHint}
        value={note}
        onChange={setNote}
        failure={saving.error}
      />
      <DialogActions>
        <CancelButton />
        <Button
          look="primary"
          isDisabled={operations.length === 0 || saving.isPending}
          onPress={() => void run({ start, etag })}
        >
          {words.common.save}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function titleOf(start: Start, setting: string): string {
  if (start.kind === 'new') return ruleEditing.newTitle(setting);
  return start.kind === 'copy' ? ruleEditing.copyTitle(start.rule.rule_id) : ruleEditing.editTitle(start.rule.rule_id);
}

/** Only a rule that existed can be in conflict. */
function begunRule(start: Start): Rule {
  if (start.kind === 'new') throw new Error('a new rule has no conflict');
  return start.rule;
}

/** What the service finds wrong with the value. */
function valueFault(error: unknown): string | undefined {
  if (!(error instanceof Failure) || !Array.isArray(error.problem['errors'])) return undefined;
  for (const fault of error.problem['errors'] as { pointer?: unknown; message?: unknown }[]) {
    if (String(fault.pointer).startsWith('/operations/0/value')) return String(fault.message);
  }
  return undefined;
}
