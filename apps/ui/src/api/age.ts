import { useSyncExternalStore } from 'react';

/** When the service last knew that its answers were current; undefined while they are. */
let staleSince: number | undefined;
const listeners = new Set<() => void>();

/** Notes whether an answer is from before the database went away: see docs/operations.md, stale answers. */
export function noteAge(path: string, response: Response): void {
  // Other answers, such as what is configured, do not come from the database.
  if (!response.ok || !path.startsWith('api/v1/')) return;
  const isStale = response.headers.get('Warning')?.startsWith('110 ') ?? false;
  const age = Number(response.headers.get('Age') ?? 0);
  const since = isStale ? Date.now() - age * 1000 : undefined;
  if (since === staleSince) return;
  staleSince = since;
  listeners.forEach((listener) => listener());
}

/** Since when the answers that the page shows may be out of date, because the database is away; undefined if they are current. */
export function useStaleSince(): number | undefined {
  return useSyncExternalStore(subscribe, () => staleSince);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
