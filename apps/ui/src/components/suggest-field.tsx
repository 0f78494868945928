import { ChevronDown } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import styles from './field.module.css';
import own from './suggest-field.module.css';

export interface Suggestion {
  value: string;
  /** What else is known of it. */
  detail?: string | undefined;
}

interface TypedTextOptions {
  /** The text that counts now. */
  value: string;
  /** Called with each valid text: when the person chooses one, presses Enter, or leaves the field. */
  onChange: (text: string) => void;
  /** Why a text cannot be taken; undefined if it can. */
  whyNot: (text: string) => string | undefined;
  /** Called with each text while the person types. */
  onInput?: ((text: string) => void) | undefined;
}

interface TypedText {
  text: string;
  fault: string | undefined;
  input: (text: string) => void;
  commit: (text: string) => void;
}

/** A text that counts only once it is finished, and that may change from outside, such as by the browser's back button. */
export function useTypedText({ value, onChange, whyNot, onInput }: TypedTextOptions): TypedText {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  return {
    text,
    fault: whyNot(text),
    input: (typed) => {
      setText(typed);
      onInput?.(typed);
    },
    commit: (chosen) => {
      if (chosen !== value && whyNot(chosen) === undefined) onChange(chosen);
    },
  };
}

interface SuggestFieldProps {
  label: string;
  /** The name of the button that shows the suggestions. */
  openLabel: string;
  typed: TypedText;
  suggestions: readonly Suggestion[];
  /** What is wrong besides the form of the text. */
  error?: string | undefined;
  placeholder?: string;
}

/** A field for a text, with suggestions. Another text may be typed as well. */
export function SuggestField(props: SuggestFieldProps): ReactElement {
  const { label, openLabel, typed, suggestions, error, placeholder = '' } = props;
  const { text, fault, input, commit } = typed;
  return (
    <ComboBox
      className={`${styles.field} ${own.field}`}
      items={suggestions}
      inputValue={text}
      onInputChange={input}
      onSelectionChange={(key) => {
        if (key === null) return;
        input(String(key));
        commit(String(key));
      }}
      onBlur={() => commit(text)}
      onKeyDown={(event) => event.key === 'Enter' && commit(text)}
      isInvalid={fault !== undefined || error !== undefined}
      allowsCustomValue
      allowsEmptyCollection={false}
    >
      <Label className={styles.label ?? ''}>
        <bdi>{label}</bdi>
      </Label>
      <div className={own.combined}>
        <Input className={styles.input ?? ''} placeholder={placeholder} spellCheck="false" />
        <Button className={own.open ?? ''} aria-label={openLabel}>
          <ChevronDown size={16} aria-hidden />
        </Button>
      </div>
      <FieldError className={styles.error ?? ''}>{fault ?? error}</FieldError>
      <Popover className={styles.popover ?? ''}>
        <ListBox<Suggestion>>
          {({ value, detail }) => (
            <ListBoxItem id={value} textValue={value} className={styles.option ?? ''}>
              <bdi className={own.known}>{value}</bdi>
              {detail !== undefined && <span className="quiet">{detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
