import { useState } from 'react';

/** A choice of the person's that the browser keeps. If it keeps nothing, the choice lasts as long as the screen. */
export function useStored<Value>(
  key: string,
  initial: Value,
  read: (stored: unknown) => Value | undefined,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => readStored(key, read) ?? initial);
  const choose = (chosen: Value) => {
    setValue(chosen);
    try {
      localStorage.setItem(`heksher.${key}`, JSON.stringify(chosen));
    } catch {
      // Storage is full or forbidden.
    }
  };
  return [value, choose];
}

function readStored<Value>(key: string, read: (stored: unknown) => Value | undefined): Value | undefined {
  try {
    return read(JSON.parse(localStorage.getItem(`heksher.${key}`) ?? 'null'));
  } catch {
    return undefined;
  }
}

/** Reads a stored list of texts. */
export function readTexts(stored: unknown): string[] | undefined {
  return Array.isArray(stored) && stored.every((text) => typeof text === 'string') ? stored : undefined;
}
