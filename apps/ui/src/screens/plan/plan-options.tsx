import { Fragment, type ReactElement } from 'react';
import type { PlanOptions } from '../../api/plan.js';
import { Checkbox } from '../../components/checkbox.js';
import { words } from '../../words/en.js';
import styles from './plan.module.css';

interface PlanOptionsProps {
  /** What the document is about; undefined if it has no scope. */
  scope: readonly string[] | undefined;
  options: PlanOptions;
  onChange: (options: PlanOptions) => void;
}

/** Whether the document may delete. */
export function PlanOptionFields({ scope, options, onChange }: PlanOptionsProps): ReactElement {
  const { prune, pruneSettings } = options;
  return (
    <div className={styles.options}>
      {scope ? (
        <p>
          {words.plan.scope}{' '}
          {scope.map((prefix, at) => (
            <Fragment key={prefix}>
              {at > 0 && ` ${words.plan.or} `}
              <code>{prefix}</code>
            </Fragment>
          ))}
        </p>
      ) : (
        <p>
          {words.plan.noScope} <code>{words.plan.scopeExample}</code>
        </p>
      )}
      <Checkbox
        isSelected={prune && scope !== undefined}
        isDisabled={!scope}
        hint={words.plan.pruneHint}
        onChange={(isSelected) => onChange({ ...options, prune: isSelected })}
      >
        {words.plan.prune}
      </Checkbox>
      <Checkbox
        isSelected={prune && pruneSettings && scope !== undefined}
        isDisabled={!scope || !prune}
        hint={words.plan.pruneSettingsHint}
        onChange={(isSelected) => onChange({ ...options, pruneSettings: isSelected })}
      >
        {words.plan.pruneSettings}
      </Checkbox>
    </div>
  );
}
