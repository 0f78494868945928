import type { ReactElement } from 'react';
import { Checkbox } from '../components/checkbox.js';
import field from '../components/field.module.css';
import { words } from '../words/en.js';
import styles from './setting-editing.module.css';

const texts = words.settingEditing;

interface FeaturesEditorProps {
  /** All context features, in order. */
  features: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** The context features that rules of a setting may name. */
export function FeaturesEditor({ features, chosen, onChange }: FeaturesEditorProps): ReactElement {
  const toggle = (feature: string, isChosen: boolean) =>
    onChange(features.filter((one) => (one === feature ? isChosen : chosen.includes(one))));
  return (
    <div role="group" aria-label={texts.features} className={styles.section}>
      <h3>{texts.features}</h3>
      <p className={styles.hint}>{features.length === 0 ? texts.noFeatures : texts.featuresHint}</p>
      {features.length > 0 && chosen.length === 0 && (
        <p role="alert" className={field.error}>
          {texts.oneFeature}
        </p>
      )}
      <div className={styles.choices}>
        {features.map((feature) => (
          <Checkbox
            key={feature}
            isSelected={chosen.includes(feature)}
            onChange={(isChosen) => toggle(feature, isChosen)}
          >
            <bdi>{feature}</bdi>
          </Checkbox>
        ))}
      </div>
    </div>
  );
}
