import { FEATURE_VALUE, whyNotName } from '@heksher/domain';
import { useRef, type ReactElement } from 'react';
import { Group, Label, Radio, RadioGroup } from 'react-aria-components';
import field from '../components/field.module.css';
import { FeatureValueField } from '../context/feature-value-field.js';
import { withValue } from '../context/context-text.js';
import { words } from '../words/en.js';
import type { RuleDraft } from './rule-draft.js';
import styles from './rule-editing.module.css';

interface ConditionsFieldProps {
  /** In feature order. */
  features: readonly string[];
  draft: RuleDraft;
  onChange: (update: (draft: RuleDraft) => RuleDraft) => void;
  /** Called with whether what is typed can be no condition. The draft then has what was typed before. */
  onFault: (isFaulty: boolean) => void;
}

const { ruleEditing } = words;
const EVERYONE = 'everyone';

/** For whom a rule is: for everyone, or with a value for some features. */
export function ConditionsField({ features, draft, onChange, onFault }: ConditionsFieldProps): ReactElement {
  const { isForEveryone, conditions } = draft;
  const faulty = useRef(new Set<string>());
  const type = (feature: string) => (text: string) => {
    const isFaulty = text !== '' && whyNotName(FEATURE_VALUE, text) !== undefined;
    if (isFaulty) faulty.current.add(feature);
    else faulty.current.delete(feature);
    onFault(faulty.current.size > 0);
    if (!isFaulty) onChange((old) => ({ ...old, conditions: withValue(old.conditions, feature, text) }));
  };
  const foreign = [...conditions.keys()].filter((feature) => !features.includes(feature));
  return (
    <div className={field.field}>
      <RadioGroup
        className={styles.radios ?? ''}
        value={isForEveryone ? EVERYONE : 'conditions'}
        onChange={(chosen) => onChange((old) => ({ ...old, isForEveryone: chosen === EVERYONE }))}
      >
        <Label className={field.label ?? ''}>{ruleEditing.for}</Label>
        <Radio value="conditions" className={styles.radio ?? ''}>
          {ruleEditing.withConditions}
        </Radio>
        <Radio value={EVERYONE} className={styles.radio ?? ''}>
          {ruleEditing.everyone}
        </Radio>
      </RadioGroup>
      {!isForEveryone && (
        <Group aria-label={ruleEditing.conditions} className={styles.conditions ?? ''}>
          {[...features, ...foreign].map((feature) => (
            <FeatureValueField
              key={feature}
              feature={feature}
              value={conditions.get(feature) ?? ''}
              onChange={type(feature)}
              onInput={type(feature)}
            />
          ))}
        </Group>
      )}
    </div>
  );
}
