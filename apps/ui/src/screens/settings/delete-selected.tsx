import { useMemo, useState, type ReactElement } from 'react';
import type { FoundSetting } from '../../api/types.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { ChangeSetForm } from '../../rule-editing/change-set-form.js';
import { useBasis, type Basis } from '../../rule-editing/use-basis.js';
import { words } from '../../words/en.js';
import { MissedSettings } from './missed-settings.js';

export interface BulkProps {
  settings: readonly FoundSetting[];
  /** The sequence of the state that the list shows. */
  basedOn: number | undefined;
  /** Reads the list again. */
  onLookAgain: () => Promise<Basis<FoundSetting>>;
  onClose: () => void;
  onDone: () => void;
}

export const nameOf = ({ name }: FoundSetting) => name;

/** Deletes several settings with their rules, once it is seen whose values go, and their number is typed. */
export function DeleteSelected({ settings, basedOn, onLookAgain, onClose, onDone }: BulkProps): ReactElement {
  const [typed, setTyped] = useState('');
  const basis = useBasis({ items: settings, guard: { basedOn } }, nameOf, onLookAgain);
  const { items, missed } = basis;
  const operations = useMemo(() => items.map(({ name }) => ({ op: 'setting.delete', setting: name })), [items]);
  const doomed = useMemo(() => ({ settings: items.map(nameOf) }), [items]);
  const rules = items.reduce((sum, setting) => sum + setting.rules, 0);
  const wanted = String(items.length);
  return (
    <Dialog isAlert isWide title={words.settings.deleteTitle(items.length)} isOpen onClose={onClose}>
      {missed && <MissedSettings {...missed} now={items} />}
      <p>{words.settings.deleteText(rules)}</p>
      <TextField label={words.settings.typeToConfirm(wanted)} value={typed} onChange={setTyped} autoFocus />
      <ChangeSetForm
        operations={operations}
        guard={basis.guard}
        action={words.common.delete}
        isDanger
        isReady={typed === wanted}
        done={words.settings.deleted(items.length)}
        onSaved={onDone}
        onFailure={basis.lookAgain}
        failure={basis.failure}
        doomed={doomed}
      />
    </Dialog>
  );
}
