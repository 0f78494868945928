import { DomainError } from '@heksher/domain';

/** How a write may end. */
const OUTCOMES = { changed: 0, unchanged: 0, refused: 0, conflict: 0, unavailable: 0, failed: 0 };

/** Counts how writes end, since the start. */
export class WriteCounts {
  readonly outcomes = { ...OUTCOMES };
  /** The changes that were made, by their action. */
  readonly actions = new Map<string, number>();
  retries = 0;

  /** Counts a write that succeeded, with the action that it recorded. */
  end(action: string | undefined): void {
    this.outcomes[action === undefined ? 'unchanged' : 'changed']++;
    if (action !== undefined) this.actions.set(action, (this.actions.get(action) ?? 0) + 1);
  }

  /** Counts a write that failed, and returns its error. */
  fail(error: unknown): unknown {
    const kind = error instanceof DomainError ? error.kind : 'failed';
    this.outcomes[kind === 'conflict' || kind === 'unavailable' || kind === 'failed' ? kind : 'refused']++;
    return error;
  }
}
