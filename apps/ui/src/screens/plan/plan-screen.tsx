import type { JsonValue } from '@heksher/domain';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { Failure } from '../../api/http.js';
import { planDocument, type PlanOptions } from '../../api/plan.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { Screen } from '../../components/screen.js';
import { words } from '../../words/en.js';
import { Applied } from './applied.js';
import { useEntered, type Entered } from './entered.js';
import { faultsIn, type DocumentFault } from './faults.js';
import { PlanFaults } from './plan-faults.js';
import { PlanOptionFields } from './plan-options.js';
import { PlanResult } from './plan-result.js';
import { PlanSource, isEditable } from './plan-source.js';
import styles from './plan.module.css';
import { scopeOf } from './scope.js';
import { useLeaveWarning } from './use-leave-warning.js';
import { useReading } from './use-reading.js';

interface PlanOf extends Pick<Entered, 'source' | 'options'> {
  document: JsonValue;
}

/** Without a scope a document can delete nothing. */
const NO_PRUNING: PlanOptions = { prune: false, pruneSettings: false };

/** What a document would change, and applying it. */
export function PlanScreen(): ReactElement {
  const [entered, enter] = useEntered();
  const { source, options, note, plan } = entered;
  const [applied, setApplied] = useState<{ sequence: number | null }>();
  const reading = useReading(source.text);
  // A file can be chosen again.
  useLeaveWarning(source.text.trim() !== '' && source.file === undefined && !applied);
  const field = useRef<HTMLTextAreaElement>(null);
  const planning = useMutation({
    mutationFn: (of: PlanOf) => planDocument(of.document, scopeOf(of.document) ? of.options : NO_PRUNING),
    // What was entered meanwhile makes the plan worthless.
    onSuccess: (made, of) =>
      enter((now) => (now.source === of.source && now.options === of.options ? { ...now, plan: made } : now)),
  });
  const change = (changed: Partial<Entered>) => {
    planning.reset();
    setApplied(undefined);
    enter((now) => ({ ...now, plan: undefined, ...changed }));
  };
  const document = reading.state === 'read' ? reading.document : undefined;
  const make = () => {
    if (!document || planning.isPending) return;
    change({});
    planning.mutate({ document: document.value, source, options });
  };
  const faults: DocumentFault[] = reading.state === 'refused' ? [reading.fault] : [];
  if (document && planning.error instanceof Failure) {
    faults.push(...faultsIn(planning.error.problem['errors'], document));
  }

  return (
    <Screen title={words.plan.title}>
      <p className="quiet">{words.plan.explanation}</p>
      <PlanSource
        ref={field}
        source={source}
        isFaulty={faults.length > 0}
        onChange={(next) => change({ source: next })}
      />
      {document && (
        <PlanOptionFields
          scope={scopeOf(document.value)}
          options={options}
          onChange={(next) => change({ options: next })}
        />
      )}
      <div className={styles.buttons}>
        <Button look={plan ? 'normal' : 'primary'} isDisabled={!document} onPress={make}>
          {plan || planning.error ? words.plan.again : words.plan.make}
        </Button>
        <span role="status" className="quiet">
          {reading.state === 'waiting' && words.plan.reading}
          {planning.isPending && words.plan.making}
        </span>
      </div>
      {planning.isPending && <Loading />}
      {faults.length > 0 && (
        <PlanFaults
          faults={faults}
          text={source.text}
          onGoTo={isEditable(source.text) ? (line) => goToLine(field, line) : undefined}
        />
      )}
      {planning.error && faults.length === 0 && <FailureNote error={planning.error} onRetry={make} />}
      {plan && (
        <PlanResult
          key={plan.based_on}
          plan={plan}
          note={note}
          onNote={(text) => enter((now) => ({ ...now, note: text }))}
          onPlanAgain={make}
          onApplied={(result) => {
            change({ note: '' });
            setApplied(result);
          }}
        />
      )}
      {applied && <Applied sequence={applied.sequence} />}
    </Screen>
  );
}

/** Selects a line of the field, and scrolls there. */
function goToLine({ current }: RefObject<HTMLTextAreaElement | null>, line: number): void {
  if (!current) return;
  const lines = current.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  current.focus();
  current.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  current.scrollTop = (current.scrollHeight / lines.length) * Math.max(0, line - 4);
}
