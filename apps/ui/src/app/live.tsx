import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { createContext, use, useEffect, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { concernsQuery, followChanges, type LiveState, type StreamedChange } from '../api/live.js';
import { Button } from '../components/button.js';
import { words } from '../words/en.js';
import styles from './live.module.css';

/** Changes come in bursts. What they concern is read again once for a burst. */
const TOGETHER_MS = 300;

/** A list that does not change while somebody points at it. */
interface Hold {
  covers: (key: QueryKey) => boolean;
  isHeld: () => boolean;
  note: () => void;
  /** Forgets what was noted, because the list is read again. */
  clear: () => void;
}

class Live {
  readonly holds = new Set<Hold>();
  private changes: (StreamedChange | undefined)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly client: QueryClient) {}

  receive(change: StreamedChange | undefined): void {
    this.changes.push(change);
    this.timer ??= setTimeout(() => this.pass(), TOGETHER_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private pass(): void {
    const { changes } = this;
    this.changes = [];
    this.timer = undefined;
    const held = [...this.holds].filter((hold) => hold.isHeld());
    for (const hold of this.holds) if (!held.includes(hold)) hold.clear();
    for (const hold of held) for (const change of changes) if (this.concernsHeld(hold, change)) hold.note();
    void this.client.invalidateQueries({
      predicate: ({ queryKey }) =>
        changes.some((change) => concernsQuery(change, queryKey)) && !held.some(({ covers }) => covers(queryKey)),
    });
  }

  private concernsHeld({ covers }: Hold, change: StreamedChange | undefined): boolean {
    const queries = this.client.getQueryCache().findAll({ type: 'active' });
    return queries.some(({ queryKey }) => covers(queryKey) && concernsQuery(change, queryKey));
  }
}

const Context = createContext<{ live: Live | undefined; state: LiveState }>({ live: undefined, state: 'connecting' });

/** Follows the change stream while its children are shown, and keeps what they read up to date. */
export function LiveProvider({ children }: { children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const [live] = useState(() => new Live(client));
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const stop = followChanges({ change: (change) => live.receive(change), state: setState });
    return () => {
      stop();
      live.stop();
    };
  }, [live]);
  return <Context value={{ live, state }}>{children}</Context>;
}

/** Whether changes appear as they happen. */
export function useLiveState(): LiveState {
  return use(Context).state;
}

/**
 * Keeps a list still while the pointer or the focus is in it. Returns how many changes wait, and a function that shows them.
 * `keyStart` is the beginning of the keys of the list's queries.
 */
export function useHeldList(
  list: RefObject<HTMLElement | null>,
  keyStart: QueryKey,
): { waiting: number; show: () => void } {
  const client = useQueryClient();
  const { live } = use(Context);
  const [waiting, setWaiting] = useState(0);
  const start = JSON.stringify(keyStart).slice(0, -1);
  useEffect(() => {
    if (!live) return undefined;
    const hold: Hold = {
      covers: (key) => JSON.stringify(key).startsWith(start),
      isHeld: () => list.current?.matches(':hover, :focus-within') ?? false,
      note: () => setWaiting((count) => count + 1),
      clear: () => setWaiting(0),
    };
    live.holds.add(hold);
    return () => void live.holds.delete(hold);
  }, [live, list, start]);
  const show = () => {
    setWaiting(0);
    void client.invalidateQueries({ queryKey: keyStart });
  };
  return { waiting, show };
}

/** Says that a list has changed, in place of changing it under the pointer. */
export function WaitingChanges({ waiting, show }: { waiting: number; show: () => void }): ReactElement {
  return (
    <div role="status" className={styles.waiting}>
      {waiting > 0 && (
        <>
          <span>{words.common.newChanges(waiting)}</span>
          <Button onPress={show}>{words.common.show}</Button>
        </>
      )}
    </div>
  );
}
