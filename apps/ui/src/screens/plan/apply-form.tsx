import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { isOutdated } from '../../api/http.js';
import { changesSince } from '../../api/changes.js';
import type { Plan } from '../../api/plan.js';
import { save } from '../../api/save.js';
import { useWrite } from '../../api/use-write.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { Loading } from '../../components/loading.js';
import { NoteField } from '../../components/note-field.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';
import { words } from '../../words/en.js';
import { fasterAmong, fasterIn } from './faster-changes.js';
import { whyNotApply } from './may-apply.js';
import styles from './plan.module.css';
import { Stale } from './stale.js';

export interface ApplyFormProps {
  plan: Plan;
  /** Why. */
  note: string;
  onNote: (note: string) => void;
  onPlanAgain: () => void;
  onApplied: (result: { sequence: number | null }) => void;
}

/** Applies a plan: exactly the changes that are shown, or nothing. */
export function ApplyForm({ plan, note, onNote, onPlanAgain, onApplied }: ApplyFormProps): ReactElement {
  const { operations, based_on: basedOn, summary } = plan;
  const { me } = usePermissions();
  const { saved } = useQuickUndo();
  const applying = useWrite(save, {
    onSuccess: (result) => {
      saved(words.plan.applied, result);
      onApplied(result);
    },
  });
  const refusal = me ? whyNotApply(plan, me) : undefined;
  const { data: since = [] } = useQuery(changesSince(basedOn));
  const refused = isOutdated(applying.error) ? applying.error : undefined;
  // While it is applied, what has changed since may be the change that it makes.
  const faster = refused ? fasterIn(refused.problem) : applying.isPending ? [] : fasterAmong(since, plan);
  const isStale = refused !== undefined || faster.length > 0;
  return (
    <section className={styles.apply} aria-label={words.plan.applyHeading}>
      <NoteField value={note} onChange={onNote} failure={refused ? undefined : applying.error} />
      {refusal !== undefined && <p>{refusal}</p>}
      {isStale && <Stale changes={faster} onPlanAgain={onPlanAgain} />}
      {applying.isPending && <Loading />}
      <div className={styles.buttons}>
        <Button
          look={summary.deleted > 0 ? 'danger' : 'primary'}
          isDisabled={!me || refusal !== undefined || isStale}
          onPress={() => applying.run({ operations, basedOn, note })}
        >
          {words.plan.apply}
        </Button>
      </div>
    </section>
  );
}
