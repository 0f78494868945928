import { useSyncExternalStore } from 'react';
import { keep, readKept } from '../../components/browser-storage.js';
import { printContext, readContext } from '../../context/context-text.js';

/** A context that the person keeps in the browser under a name. */
export interface KeptContext {
  name: string;
  context: string;
}

const KEY = 'contexts';
const listeners = new Set<() => void>();
let latest: { text: string | null; contexts: readonly KeptContext[] } | undefined;

/** The kept contexts, sorted by name. */
export function useKeptContexts(): readonly KeptContext[] {
  return useSyncExternalStore(subscribe, read);
}

/** Keeps a context, in place of the one that has the name. Returns false if the browser does not allow it. */
export function keepContext(kept: KeptContext): boolean {
  return write([...read().filter(({ name }) => name !== kept.name), kept]);
}

export function forgetContext(name: string): void {
  write(read().filter((kept) => kept.name !== name));
}

/** Reads what is stored. Whatever is no context is left out, because anybody may have written there. */
export function parseKept(text: string | null): KeptContext[] {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  return (Array.isArray(stored) ? stored : [])
    .filter(isKept)
    .map(({ name, context }) => ({ name, context: printContext(readContext(context)) }))
    .filter(({ context }) => context !== '')
    .sort((left, right) => left.name.localeCompare(right.name));
}

function isKept(value: unknown): value is KeptContext {
  const { name, context } = (value ?? {}) as Partial<KeptContext>;
  return typeof name === 'string' && name !== '' && typeof context === 'string';
}

function read(): readonly KeptContext[] {
  const text = readKept(KEY);
  if (latest?.text !== text) latest = { text, contexts: parseKept(text) };
  return latest?.contexts ?? [];
}

function write(contexts: readonly KeptContext[]): boolean {
  const isKept = keep(KEY, JSON.stringify(contexts));
  if (isKept) listeners.forEach((listener) => listener());
  return isKept;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
