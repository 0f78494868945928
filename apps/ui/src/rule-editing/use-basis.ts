import { useRef, useState } from 'react';
import { isOvertaken, type Failure } from '../api/http.js';
import type { Guard } from './guard.js';

/** What a person decides about, and by what the service knows that it is still so. */
export interface Basis<Item> {
  items: readonly Item[];
  guard: Guard;
}

interface Decision<Item> extends Basis<Item> {
  /** What they were when somebody else was faster, and the refusal. */
  missed: { before: readonly Item[]; error: Failure } | undefined;
  /** Why they cannot be read again. */
  failure: unknown;
  /** Looks again after a refusal. Other failures are not its business. */
  lookAgain: (error: unknown) => Promise<void>;
}

/**
 * What a dialogue is about, as it was when it was opened, also when the list behind it changes. If somebody else is faster, it
 * is read again with `read`: items that are gone are left out, and the person may go on with the same choice.
 */
export function useBasis<Item>(
  begun: Basis<Item>,
  keyOf: (item: Item) => unknown,
  read: () => Promise<Basis<Item>>,
): Decision<Item> {
  const [state, setState] = useState<Basis<Item> & Pick<Decision<Item>, 'missed'>>({ ...begun, missed: undefined });
  const [failure, setFailure] = useState<unknown>();
  const chosen = useRef(new Set(begun.items.map(keyOf)));

  async function lookAgain(error: unknown): Promise<void> {
    if (!isOvertaken(error)) return;
    setFailure(undefined);
    try {
      const { items, guard } = await read();
      const left = items.filter((item) => chosen.current.has(keyOf(item)));
      setState({ items: left, guard, missed: { before: state.items, error } });
    } catch (reason) {
      setFailure(reason);
    }
  }
  return { ...state, failure, lookAgain };
}
