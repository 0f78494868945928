import type { Reason } from './reasons.js';
import { findReason, type RefusedWork } from '../violations.js';

/** Notes the work that the database refuses, and passes it on to listeners. */
export class Refusals {
  private readonly listeners: ((refused: RefusedWork) => void)[] = [];
  private last: unknown;
  private writesEnd: Reason | undefined;

  /** Why no write can succeed, according to one that failed; undefined once one has succeeded. */
  get ofWrites(): Reason | undefined {
    return this.writesEnd;
  }

  /** Calls back for each refusal. */
  onRefusal(listener: (refused: RefusedWork) => void): void {
    this.listeners.push(listener);
  }

  /** Notes an error. The same error may be noted more than once on its way to the client, and counts once. */
  note(error: unknown): void {
    if (error === this.last) return;
    this.last = error;
    const refused = findReason(error);
    if (!refused) return;
    if (refused.reason.stopsWrites) this.writesEnd = refused.reason;
    for (const listener of this.listeners) listener(refused);
  }

  /** Notes a write that has succeeded. */
  noteWrite(): void {
    this.writesEnd = undefined;
  }

  /** Drops the listeners. */
  close(): void {
    this.listeners.length = 0;
  }
}
