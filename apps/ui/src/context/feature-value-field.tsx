import { useQuery } from '@tanstack/react-query';
import { FEATURE_VALUE, whyNotName } from '@heksher/domain';
import { useDeferredValue, type ReactElement } from 'react';
import { featureValues } from '../api/queries.js';
import { SuggestField, useTypedText, type Suggestion } from '../components/suggest-field.js';
import { words } from '../words/en.js';
import { ANY_VALUE } from './context-text.js';

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
  /** Takes `*` for any value as well, and says so among the suggestions. */
  isAnyAllowed?: boolean;
}

/** A field for the value of a context feature. It suggests the values that rules have, the most used first. */
export function FeatureValueField(props: FeatureValueFieldProps): ReactElement {
  const { feature, value, onChange, onInput, error, placeholder = words.context.any, isAnyAllowed = false } = props;
  const isAny = (text: string) => isAnyAllowed && text === ANY_VALUE;
  const typed = useTypedText({
    value,
    onChange,
    onInput,
    whyNot: (text) => (text === '' || isAny(text) ? undefined : whyNotName(FEATURE_VALUE, text)),
  });
  const { text } = typed;
  const { data: known = [] } = useQuery(featureValues(feature, useDeferredValue(isAny(text) ? '' : text)));
  const suggestions: Suggestion[] = known.map((one) => ({ value: one.value, detail: words.context.rules(one.rules) }));
  if (isAnyAllowed && (text === '' || isAny(text))) {
    suggestions.unshift({ value: ANY_VALUE, detail: words.context.anyValue(feature) });
  }
  return (
    <SuggestField
      label={feature}
      openLabel={words.context.known(feature)}
      typed={typed}
      suggestions={suggestions}
      error={error}
      placeholder={placeholder}
    />
  );
}
