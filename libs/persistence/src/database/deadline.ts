import { DomainError } from '@heksher/domain';
import { GRACE_MS } from '../time-budget.js';

/** A moment at which a wait ends. */
export class Deadline {
  private readonly at: number;

  constructor(ms: number) {
    this.at = performance.now() + ms;
  }

  get remainingMs(): number {
    return Math.max(0, this.at - performance.now());
  }

  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  /** The moment when half of the remaining time is over. */
  get halfway(): Deadline {
    return new Deadline(this.remainingMs / 2);
  }

  /** Calls back when the moment has come. Returns a function that prevents that. */
  whenOver(callback: () => void): () => void {
    let timer = setTimeout(() => {
      timer = setTimeout(callback, GRACE_MS);
    }, this.remainingMs);
    return () => clearTimeout(timer);
  }

  /** The result of a promise. Throws `unavailable` if it takes too long. */
  async before<Result>(promise: Promise<Result>): Promise<Result> {
    let stop = () => {};
    const over = new Promise<never>((_, fail) => {
      stop = this.whenOver(() => fail(new DomainError('unavailable', 'the database does not answer in time')));
    });
    try {
      return await Promise.race([promise, over]);
    } finally {
      stop();
    }
  }
}

/** How a door to the database is used. */
export interface DoorOptions {
  /** When the caller gives up. */
  until?: Deadline;
}
