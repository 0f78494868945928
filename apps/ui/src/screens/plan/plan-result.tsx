import { useEffect, useRef, type ReactElement } from 'react';
import { ImpactTable } from '../../rule-editing/impact-table.js';
import { words } from '../../words/en.js';
import { ApplyForm, type ApplyFormProps } from './apply-form.js';
import { PlannedChanges } from './planned-changes.js';
import styles from './plan.module.css';

/** What a document would change, for whom, and the form that applies it. */
export function PlanResult(props: ApplyFormProps): ReactElement {
  const { plan } = props;
  const { changes, summary, warnings, operations } = plan;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {words.plan.result}
      </h2>
      <p>{operations.length === 0 ? words.plan.nothing : words.plan.summary(summary)}</p>
      {warnings.length > 0 && <Warnings warnings={warnings} />}
      {changes.length > 0 && <PlannedChanges changes={changes} />}
      {operations.length > 0 && (
        <>
          <h2>{words.plan.impact}</h2>
          <div className={styles.impact}>
            <ImpactTable result={plan} />
          </div>
          <ApplyForm {...props} />
        </>
      )}
    </>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }): ReactElement {
  return (
    <section className={styles.warnings} aria-label={words.plan.warnings}>
      <h3>{words.plan.warnings}</h3>
      <ul>
        {warnings.map((warning, at) => (
          <li key={at}>
            <bdi>{warning}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
