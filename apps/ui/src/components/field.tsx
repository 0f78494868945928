import { ChevronDown } from 'lucide-react';
import type { ReactElement, ReactNode, Ref } from 'react';
import {
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import styles from './field.module.css';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The label stays for screen readers. */
  isLabelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong with the value. */
  error?: string | undefined;
  placeholder?: string;
  /** More than one line. */
  rows?: number;
  isDisabled?: boolean;
  isMono?: boolean;
  autoFocus?: boolean;
  type?: 'text' | 'search' | 'password';
  ref?: Ref<HTMLInputElement>;
}

/** A text field with its label, a hint and what is wrong. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, value, onChange, isLabelHidden = false, hint, error, rows, isDisabled = false, type = 'text' } = props;
  return (
    <AriaTextField
      className={styles.field ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      type={type}
      // A value is no word, and what was typed once is no suggestion.
      autoComplete="off"
      spellCheck="false"
    >
      <Label className={isLabelHidden ? 'hidden' : (styles.label ?? '')}>{label}</Label>
      <Control {...props} rows={rows} />
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}

function Control({ rows, placeholder, isMono, autoFocus, ref }: TextFieldProps & { rows: number | undefined }) {
  const className = `${styles.input}${isMono ? ' mono' : ''}`;
  const shared = { className, placeholder: placeholder ?? '', autoFocus: autoFocus ?? false };
  return rows === undefined ? <Input ref={ref ?? null} {...shared} /> : <TextArea rows={rows} {...shared} />;
}

export interface Choice {
  id: string;
  text: string;
}

interface SelectFieldProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  isLabelHidden?: boolean;
  isDisabled?: boolean;
  /** What stands there while nothing is chosen. */
  placeholder?: string;
  /** What is wrong with the choice. */
  error?: string | undefined;
}

/** One of a few choices. */
export function SelectField(props: SelectFieldProps): ReactElement {
  const { label, choices, value, onChange, isLabelHidden = false, isDisabled = false, placeholder, error } = props;
  return (
    <Select
      className={styles.field ?? ''}
      value={value === '' ? null : value}
      onChange={(key) => onChange(String(key))}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      {...(placeholder !== undefined && { placeholder })}
    >
      <Label className={isLabelHidden ? 'hidden' : (styles.label ?? '')}>{label}</Label>
      <Button className={`${styles.input} ${styles.select}`}>
        <SelectValue />
        <ChevronDown size={16} aria-hidden />
      </Button>
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
      <Popover className={styles.popover ?? ''}>
        <ListBox items={choices}>
          {({ id, text }) => (
            <ListBoxItem id={id} textValue={text} className={styles.option ?? ''}>
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
