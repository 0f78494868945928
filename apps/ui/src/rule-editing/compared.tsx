import type { ReactElement } from 'react';
import type { Rule, Setting } from '../api/types.js';
import { ValueText } from '../components/value.js';
import { words } from '../words/en.js';
import { isSameRule, type Start } from './rule-draft.js';
import styles from './rule-editing.module.css';

const { ruleEditing } = words;

interface ComparedProps {
  setting: Setting;
  /** Those of the setting, as they are now. */
  rules: readonly Rule[];
  /** Where the editing began. */
  start: Start;
  /** The change that is being saved may come back before the answer. */
  isSaving: boolean;
}

/** What a value can be compared with: the default, and the rule as it is now. It says if somebody else has changed the rule. */
export function Compared({ setting, rules, start, isSaving }: ComparedProps): ReactElement {
  const begun = start.kind === 'edit' ? start.rule : undefined;
  const now = rules.find(({ rule_id }) => rule_id === begun?.rule_id);
  const isChanged = begun !== undefined && !isSaving && !(now && isSameRule(now, begun));
  return (
    <>
      <p role="status" className={isChanged ? styles.meanwhile : 'hidden'}>
        {isChanged && (now ? ruleEditing.changedMeanwhile : ruleEditing.deletedMeanwhile)}
      </p>
      <dl className={styles.compare} aria-label={ruleEditing.compare}>
        <div>
          <dt>{ruleEditing.default}</dt>
          <dd>
            <ValueText value={setting.default_value} />
          </dd>
        </div>
        {begun && (
          <div>
            <dt>{ruleEditing.stored}</dt>
            <dd>{now ? <ValueText value={now.value} /> : <span className="quiet">{ruleEditing.gone}</span>}</dd>
          </div>
        )}
      </dl>
    </>
  );
}
