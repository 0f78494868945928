import { useState } from 'react';
import { keep, readKeptJson } from './browser-storage.js';

/** A choice of the person's that the browser keeps. If it keeps nothing, the choice lasts as long as the screen. */
export function useStored<Value>(
  key: string,
  initial: Value,
  read: (stored: unknown) => Value | undefined,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => read(readKeptJson(key)) ?? initial);
  const choose = (chosen: Value) => {
    setValue(chosen);
    keep(key, JSON.stringify(chosen));
  };
  return [value, choose];
}

/** Reads a stored list of texts. */
export function readTexts(stored: unknown): string[] | undefined {
  return Array.isArray(stored) && stored.every((text) => typeof text === 'string') ? stored : undefined;
}
