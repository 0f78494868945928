import { DomainError } from '@heksher/domain';

/** How long a request waits for the database, all in all. */
export const PATIENCE_MS = 3500;

/** How long a statement of next to no work may take: what takes longer hangs. */
export const LOOK_PATIENCE_MS = 1500;

/** What is left to an event loop that was busy when a time ran out: the answer may have come while it computed. */
const GRACE_MS = 50;

/** A moment until which something is waited for. */
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

  /** Calls back once the moment has come; answers what keeps it from that. */
  whenOver(callback: () => void): () => void {
    let timer = setTimeout(() => {
      timer = setTimeout(callback, GRACE_MS);
    }, this.remainingMs);
    return () => clearTimeout(timer);
  }

  /** What a promise comes to. Throws `unavailable` where that takes too long. */
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
