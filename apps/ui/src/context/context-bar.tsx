import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { Group } from 'react-aria-components';
import { Button } from '../components/button.js';
import { words } from '../words/en.js';
import { printContext, readContext, withValue } from './context-text.js';
import styles from './context.module.css';
import { FeatureValueField } from './feature-value-field.js';

interface ContextBarProps {
  /** In feature order. A feature of the context that is not among them is shown as well. */
  features: readonly string[];
  /** As an address has it: `account:jim,theme:dark`. */
  context: string;
  onChange: (context: string) => void;
  /** Which context it is, if a screen has several. */
  label?: string;
}

/** Chooses the context for which a screen shows what holds. An empty field leaves its feature open. */
export function ContextBar({
  features,
  context,
  onChange,
  label = words.context.title,
}: ContextBarProps): ReactElement {
  const values = readContext(context);
  const others = [...values.keys()].filter((feature) => !features.includes(feature));
  return (
    <Group aria-label={label} className={styles.bar ?? ''}>
      {[...features, ...others].map((feature) => (
        <FeatureValueField
          key={feature}
          feature={feature}
          value={values.get(feature) ?? ''}
          onChange={(value) => onChange(printContext(withValue(values, feature, value)))}
        />
      ))}
      {values.size > 0 && (
        <Button look="plain" onPress={() => onChange('')}>
          <X size={16} aria-hidden />
          {words.context.clear}
        </Button>
      )}
    </Group>
  );
}
