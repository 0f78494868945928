import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { changesTokensOnly, mayChangeNames, parseJson } from '@heksher/domain';
import { addressOf } from './http.js';
import type { Change } from './types.js';

/** A change as the stream has it. */
export type StreamedChange = Pick<Change, 'sequence' | 'at' | 'actor' | 'action' | 'settings'>;

const AGAIN_MS = 5000;

export type LiveState = 'connecting' | 'open' | 'away';

interface Listener {
  /** `undefined`: anything may have changed. */
  change: (change: StreamedChange | undefined) => void;
  state: (state: LiveState) => void;
}

/** Follows the change stream until the returned function is called. After an interruption nothing is missed. */
export function followChanges(listener: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mayHaveMissed = false;

  function open(): void {
    listener.state('connecting');
    source = new EventSource(addressOf('api/v1/changes/stream'));
    source.addEventListener('open', () => {
      listener.state('open');
      if (mayHaveMissed) listener.change(undefined);
      mayHaveMissed = false;
    });
    source.addEventListener('change', ({ data }) =>
      listener.change(parseJson(String(data)) as unknown as StreamedChange),
    );
    source.addEventListener('reset', () => listener.change(undefined));
    source.addEventListener('error', () => {
      listener.state('away');
      // The browser connects again by itself, and goes on where it was, except after a refusal, such as a 503.
      if (source?.readyState !== EventSource.CLOSED) return;
      mayHaveMissed = true;
      timer = setTimeout(open, AGAIN_MS);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Whether a change may make what a query has read out of date. */
export function concernsQuery(change: StreamedChange | undefined, [kind, name]: QueryKey): boolean {
  if (kind === 'config' || kind === 'logged') return false; // these never change
  if (!change || change.settings === null) return true;
  switch (kind) {
    case 'me':
    case 'tokens':
      return changesTokensOnly(change);
    case 'features':
      return false; // a change of a context feature may be of any setting
    case 'setting':
      return change.settings.includes(String(name)) || mayChangeNames(change);
    case 'changes':
      return true;
    default:
      return !changesTokensOnly(change);
  }
}

/**
 * Reads again what a change concerns. A preview of what is being written, or was just written, is not asked for any more: it
 * would be refused.
 */
export function readAgain(
  client: QueryClient,
  change: StreamedChange | undefined,
  { isOwn = false } = {},
): Promise<void> {
  const isWritten = isOwn || client.isMutating() > 0;
  return client.invalidateQueries({
    predicate: ({ queryKey }) => concernsQuery(change, queryKey) && !(isWritten && queryKey[0] === 'preview'),
  });
}
