import { useId, type ReactElement, type ReactNode } from 'react';
import styles from './checkbox.module.css';

interface CheckboxProps {
  children: ReactNode;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isDisabled?: boolean;
  hint?: ReactNode;
}

/** A box to tick, with its label beside it. */
export function Checkbox({ children, isSelected, onChange, isDisabled = false, hint }: CheckboxProps): ReactElement {
  const id = useId();
  return (
    <div className={styles.checkbox}>
      <label className={styles.label}>
        <input
          type="checkbox"
          checked={isSelected}
          disabled={isDisabled}
          aria-describedby={hint === undefined ? undefined : id}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{children}</span>
      </label>
      {hint !== undefined && (
        <span id={id} className={styles.hint}>
          {hint}
        </span>
      )}
    </div>
  );
}
