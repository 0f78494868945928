import { useMemo, type ReactElement } from 'react';
import { Dialog } from '../components/dialog.js';
import { words } from '../words/en.js';
import { ChangeSetForm } from './change-set-form.js';
import type { Guard } from './guard.js';
import { deletions, type ListedRule } from './rule-operations.js';

interface DeleteRulesDialogProps {
  rules: readonly ListedRule[];
  guard: Guard;
  onClose: () => void;
  onSaved: () => void;
}

const { bulkRules } = words;

/** Deletes rules, once it is seen for whom values change. */
export function DeleteRulesDialog({ rules, guard, onClose, onSaved }: DeleteRulesDialogProps): ReactElement {
  const operations = useMemo(() => deletions(rules), [rules]);
  return (
    <Dialog isWide isAlert title={bulkRules.deleteTitle(rules.length)} isOpen onClose={onClose}>
      <ChangeSetForm
        operations={operations}
        guard={guard}
        action={words.common.delete}
        isDanger
        done={bulkRules.deleted(rules.length)}
        onClose={onClose}
        onSaved={onSaved}
      />
    </Dialog>
  );
}
