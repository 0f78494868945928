import { DomainError } from '@heksher/domain';
import type { Deadline } from './deadline.js';

/** Limits how much work is done at a time. The rest waits, in the order of its arrival. */
export class Turnstile {
  private readonly waiting: (() => void)[] = [];

  /** `reason` is why the work is refused if it waits too long. */
  constructor(
    private free: number,
    private readonly reason: string,
  ) {}

  /** How much work waits. */
  get length(): number {
    return this.waiting.length;
  }

  /** Does work once there is room for it. Throws `unavailable` if that takes too long. */
  async pass<Result>(until: Deadline, work: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) this.free--;
    else await this.wait(until);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  private wait(until: Deadline): Promise<void> {
    return new Promise((enter, refuse) => {
      const next = () => {
        stop();
        enter();
      };
      const stop = until.whenOver(() => {
        this.waiting.splice(this.waiting.indexOf(next), 1);
        refuse(new DomainError('unavailable', `the database is busy: ${this.reason}`));
      });
      this.waiting.push(next);
    });
  }
}
