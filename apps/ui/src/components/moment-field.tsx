import type { ReactElement } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import styles from './field.module.css';

interface MomentFieldProps {
  label: string;
  /** As the API has it, such as `2026-11-27T03:00:00.000Z`; empty for none. */
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
}

/** A date and a time in the person's zone. */
export function MomentField({ label, value, onChange, hint, error }: MomentFieldProps): ReactElement {
  return (
    <TextField
      className={styles.field ?? ''}
      type="datetime-local"
      value={toLocal(value)}
      onChange={(text) => onChange(text === '' ? '' : new Date(text).toISOString())}
      isInvalid={error !== undefined}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} step={1} />
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  );
}

const MINUTE_MS = 60_000;

/** `2026-11-27T04:00:00`, which is how the browser's field has it. */
function toLocal(value: string): string {
  const time = new Date(value);
  if (value === '' || Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 19);
}
