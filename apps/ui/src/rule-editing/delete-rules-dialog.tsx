import { useMemo, type ReactElement } from 'react';
import { Dialog } from '../components/dialog.js';
import { words } from '../words/en.js';
import { ChangeSetForm } from './change-set-form.js';
import type { Guard } from './guard.js';
import { MissedRules } from './missed-rules.js';
import { deletions, type ListedRule } from './rule-operations.js';
import { useBasis, type Basis } from './use-basis.js';

export interface RulesDialogProps {
  rules: readonly ListedRule[];
  guard: Guard;
  /** Reads the rules again, these and maybe others. */
  onLookAgain: () => Promise<Basis<ListedRule>>;
  onClose: () => void;
  onSaved: () => void;
}

const { bulkRules } = words;

export const idOf = ({ rule_id }: ListedRule) => rule_id;

/** Deletes rules, once it is seen for whom values change. */
export function DeleteRulesDialog({ rules, guard, onLookAgain, onClose, onSaved }: RulesDialogProps): ReactElement {
  const basis = useBasis({ items: rules, guard }, idOf, onLookAgain);
  const { items, missed } = basis;
  const operations = useMemo(() => deletions(items), [items]);
  return (
    <Dialog isWide isAlert title={bulkRules.deleteTitle(items.length)} isOpen onClose={onClose}>
      {missed && <MissedRules {...missed} now={items} />}
      <ChangeSetForm
        operations={operations}
        guard={basis.guard}
        action={words.common.delete}
        isDanger
        done={bulkRules.deleted(items.length)}
        onSaved={onSaved}
        onFailure={basis.lookAgain}
        failure={basis.failure}
      />
    </Dialog>
  );
}
