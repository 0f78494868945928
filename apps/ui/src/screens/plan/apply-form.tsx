import { isJsonObject } from '@heksher/domain';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { isOutdated, type Failure } from '../../api/http.js';
import type { Plan } from '../../api/plan.js';
import { save } from '../../api/save.js';
import { useWrite } from '../../api/use-write.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { Loading } from '../../components/loading.js';
import { NoteField } from '../../components/note-field.js';
import { Time } from '../../components/time.js';
import { useQuickUndo } from '../../undoing/quick-undo.js';
import { words } from '../../words/en.js';
import { whyNotApply } from './may-apply.js';
import styles from './plan.module.css';

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
  const stale = isOutdated(applying.error) ? applying.error : undefined;
  return (
    <section className={styles.apply} aria-label={words.plan.applyHeading}>
      <NoteField value={note} onChange={onNote} failure={stale ? undefined : applying.error} />
      {refusal !== undefined && <p>{refusal}</p>}
      {stale && <Stale failure={stale} onPlanAgain={onPlanAgain} />}
      {applying.isPending && <Loading />}
      <div className={styles.buttons}>
        <Button
          look={summary.deleted > 0 ? 'danger' : 'primary'}
          isDisabled={!me || refusal !== undefined || stale !== undefined}
          onPress={() => applying.run({ operations, basedOn, note })}
        >
          {words.plan.apply}
        </Button>
      </div>
    </section>
  );
}

/** Who was faster. */
function Stale({ failure, onPlanAgain }: { failure: Failure; onPlanAgain: () => void }): ReactElement {
  const { changes } = failure.problem;
  return (
    <div role="alert" className={styles.faults}>
      <strong>{words.plan.stale}</strong>
      <ul>
        {(Array.isArray(changes) ? changes : []).filter(isJsonObject).map(({ sequence, at, actor, action }) => (
          <li key={String(sequence)}>
            <span>
              {words.changes.actions[action as keyof typeof words.changes.actions] ?? String(action)} {words.changes.by}{' '}
              <bdi>{typeof actor === 'string' ? actor : words.common.anyone}</bdi>, <Time at={String(at)} />:{' '}
              <Link to="/changes/$sequence" params={{ sequence: String(sequence) }}>
                {words.changes.change(Number(sequence))}
              </Link>
            </span>
          </li>
        ))}
      </ul>
      <p>{words.plan.staleHint}</p>
      <Button onPress={onPlanAgain}>{words.plan.again}</Button>
    </div>
  );
}
