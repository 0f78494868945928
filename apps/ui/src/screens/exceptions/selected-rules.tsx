import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { contextFeatures } from '../../api/queries.js';
import type { FoundRule } from '../../api/types.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import type { Selection } from '../../components/selection.js';
import { BulkRulesDialog } from '../../rule-editing/bulk-rules-dialog.js';
import { DeleteRulesDialog } from '../../rule-editing/delete-rules-dialog.js';
import type { Basis } from '../../rule-editing/use-basis.js';
import { words } from '../../words/en.js';
import styles from './exceptions.module.css';
import { featuresToCopy } from './rule-filters.js';

const { exceptions } = words;

interface SelectedRulesProps {
  selection: Selection<FoundRule>;
  /** The sequence of the state that the list shows. */
  basedOn: number | undefined;
  /** Reads the list again. */
  onLookAgain: () => Promise<Basis<FoundRule>>;
}

interface Intent {
  kind: 'copy' | 'delete';
  /** As they were when the person decided: the list may change meanwhile. */
  rules: readonly FoundRule[];
  basedOn: number | undefined;
}

/** What can be done to the selected rules. */
export function SelectedRules({ selection, basedOn, onLookAgain }: SelectedRulesProps): ReactElement | null {
  const [open, setOpen] = useState<Intent>();
  const { data } = useQuery(contextFeatures());
  const { mayEdit, mayEditRules } = usePermissions();
  const { rows: rules, clear } = selection;
  if (rules.length === 0 && !open) return null;
  const isAllowed = rules.every(({ setting }) => mayEditRules(setting));
  const begin = (kind: Intent['kind']) => setOpen({ kind, rules, basedOn });
  const close = () => setOpen(undefined);
  const shared = open && {
    rules: open.rules,
    guard: { basedOn: open.basedOn },
    onLookAgain,
    onClose: close,
    onSaved: () => {
      close();
      clear();
    },
  };
  return (
    <div className={styles.selected}>
      <strong>{exceptions.selected(rules.length)}</strong>
      {isAllowed && (
        <>
          <Button onPress={() => begin('copy')}>{exceptions.copySelected}</Button>
          <Button look="danger" onPress={() => begin('delete')}>
            {words.common.delete}
          </Button>
        </>
      )}
      {mayEdit && !isAllowed && <span className="quiet">{exceptions.notAllowed}</span>}
      <Button look="plain" onPress={clear}>
        {exceptions.clearSelection}
      </Button>
      {open?.kind === 'copy' && shared && (
        <BulkRulesDialog {...shared} features={featuresToCopy(open.rules, data?.features ?? [])} />
      )}
      {open?.kind === 'delete' && shared && <DeleteRulesDialog {...shared} />}
    </div>
  );
}
