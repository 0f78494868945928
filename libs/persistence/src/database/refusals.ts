import type { Reason } from './reasons.js';
import { findReason, type RefusedWork } from '../violations.js';

/** Hears of the work that the database refuses, and tells those who listen. */
export class Refusals {
  private readonly listeners: ((refused: RefusedWork) => void)[] = [];
  private last: unknown;
  private writesEnd: Reason | undefined;

  /** Why no write can succeed, as one that failed has said; undefined since one has succeeded. */
  get ofWrites(): Reason | undefined {
    return this.writesEnd;
  }

  /** Calls back for each refusal. */
  onRefusal(listener: (refused: RefusedWork) => void): void {
    this.listeners.push(listener);
  }

  /** Takes note of an error. On its way to the client one may pass here more than once. */
  note(error: unknown): void {
    if (error === this.last) return;
    this.last = error;
    const refused = findReason(error);
    if (!refused) return;
    if (refused.reason.stopsWrites) this.writesEnd = refused.reason;
    for (const listener of this.listeners) listener(refused);
  }

  /** Takes note of a write that has succeeded. */
  noteWrite(): void {
    this.writesEnd = undefined;
  }

  /** From now on nobody is told anything. */
  close(): void {
    this.listeners.length = 0;
  }
}
