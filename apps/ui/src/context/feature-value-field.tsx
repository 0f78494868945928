import { useQuery } from '@tanstack/react-query';
import { FEATURE_VALUE, whyNotName } from '@heksher/domain';
import { ChevronDown } from 'lucide-react';
import { useDeferredValue, useState, type ReactElement } from 'react';
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { featureValues } from '../api/queries.js';
import styles from '../components/field.module.css';
import { words } from '../words/en.js';
import own from './context.module.css';

interface FeatureValueFieldProps {
  feature: string;
  /** Empty: no value. */
  value: string;
  /** Called with each valid value: when the person chooses one, presses Enter, or leaves the field. */
  onChange: (value: string) => void;
  /** Called with each text while the person types. */
  onInput?: (text: string) => void;
  /** What is wrong besides the form of the value. */
  error?: string | undefined;
  /** What stands in the empty field. */
  placeholder?: string;
}

/** A field for the value of a context feature. It suggests the values that rules have, the most used first. */
export function FeatureValueField(props: FeatureValueFieldProps): ReactElement {
  const { feature, value, onChange, onInput, error, placeholder = words.context.any } = props;
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // The value has changed from outside, such as by the browser's back button.
    setShown(value);
    setText(value);
  }
  const { data: suggestions = [] } = useQuery(featureValues(feature, useDeferredValue(text)));
  const fault = text === '' ? undefined : whyNotName(FEATURE_VALUE, text);

  const commit = (chosen: string) => {
    if (chosen !== value && (chosen === '' || whyNotName(FEATURE_VALUE, chosen) === undefined)) onChange(chosen);
  };
  const input = (typed: string) => {
    setText(typed);
    onInput?.(typed);
  };

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
        <bdi>{feature}</bdi>
      </Label>
      <div className={own.combined}>
        <Input className={styles.input ?? ''} placeholder={placeholder} spellCheck="false" />
        <Button className={own.open ?? ''} aria-label={words.context.known(feature)}>
          <ChevronDown size={16} aria-hidden />
        </Button>
      </div>
      <FieldError className={styles.error ?? ''}>{fault ?? error}</FieldError>
      <Popover className={styles.popover ?? ''}>
        <ListBox<{ value: string; rules: number }>>
          {({ value: known, rules }) => (
            <ListBoxItem id={known} textValue={known} className={styles.option ?? ''}>
              <bdi className={own.known}>{known}</bdi>
              <span className="quiet">{words.context.rules(rules)}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
