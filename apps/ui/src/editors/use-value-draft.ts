import { useCallback, useEffectEvent, useLayoutEffect, useState } from 'react';
import { printJson, type JsonValue, type SettingType } from '@heksher/domain';
import { draftOf, type Draft } from './draft.js';
import type { ChangeDraft } from './editor-props.js';
import { isLarger, prettyJson, readJson, textFaultWords, type TextReading } from './json-text.js';
import { faultText, readDraft } from './read-draft.js';

export type View = 'form' | 'json';

interface State {
  view: View;
  draft: Draft;
  /** What is typed as JSON, while that is shown. */
  text: string;
  reading: TextReading | undefined;
  /** The latest value that what is typed had. */
  value: JsonValue;
  /** What is wrong with what is typed, in words. */
  fault: string | undefined;
  /** The value that the owner gave last. */
  given: JsonValue;
  /** Values that the owner was told, and may give back while more is typed. */
  told: readonly JsonValue[];
}

export interface ValueDraftOptions {
  type: SettingType;
  value: JsonValue;
  onChange: (value: JsonValue) => void;
  onFault: (fault: string | undefined) => void;
}

/** The form of a larger value has too many fields to find one in it. */
export const LARGE = 200;

/** A value while it is edited, as a form or as JSON. What the owner gives from outside replaces what is typed. */
export function useValueDraft({ type, value, onChange, onFault }: ValueDraftOptions) {
  const [state, setState] = useState(() => {
    return begin(type, value, isLarger(value, LARGE) ? 'json' : 'form');
  });
  // What comes back from the owner is what is typed already.
  if (state.given !== value) setState(withGiven(type, state, value));

  const tell = useEffectEvent((next: JsonValue) => {
    if (!isSame(next, value)) onChange(next);
  });
  // Before the next key or click: Save must not find an earlier value.
  useLayoutEffect(() => tell(state.value), [state.value]);
  const tellFault = useEffectEvent(onFault);
  useLayoutEffect(() => tellFault(state.fault), [state.fault]);

  const change: ChangeDraft = useCallback(
    (update) => setState((old) => withDraft(type, old, update(old.draft))),
    [type],
  );
  const typeText = (text: string) => setState((old) => withText(type, old, text));
  /** Does nothing, and returns false, while there is a fault: what is typed would be lost. */
  const show = (view: View): boolean => {
    if (state.view !== view && state.fault !== undefined) return false;
    if (state.view !== view) setState(({ value, given, told }) => ({ ...begin(type, value, view), given, told }));
    return true;
  };
  return { state, change, typeText, show };
}

function begin(type: SettingType, value: JsonValue, view: View): State {
  const draft = draftOf(type, value);
  const text = view === 'json' ? prettyJson(value) : '';
  const start: State = { view, draft, text, reading: undefined, value, fault: undefined, given: value, told: [] };
  return view === 'json' ? withText(type, start, text) : withDraft(type, start, draft);
}

/** What the owner gives back is what is typed already, or was a moment ago. Anything else replaces it. */
function withGiven(type: SettingType, old: State, given: JsonValue): State {
  if (isSame(given, old.value)) return { ...old, given, told: [] };
  if (old.told.includes(given) || isSame(given, old.given)) return { ...old, given };
  return begin(type, given, old.view);
}

function withDraft(type: SettingType, old: State, draft: Draft): State {
  const reading = readDraft(type, draft);
  if (reading.fault) return { ...old, draft, fault: faultText(reading.fault) };
  return withValue({ ...old, draft }, reading.value);
}

function withText(type: SettingType, old: State, text: string): State {
  const reading = readJson(type, text);
  if (reading.fault) return { ...old, text, reading, fault: textFaultWords(reading.fault) };
  return withValue({ ...old, text, reading }, reading.value);
}

function withValue(old: State, value: JsonValue): State {
  if (isSame(old.value, value)) return { ...old, fault: undefined };
  return { ...old, fault: undefined, value, told: [...old.told, value] };
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return a === b || printJson(a) === printJson(b);
}
