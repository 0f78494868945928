import type { FollowedChange } from '@heksher/persistence';
import { changeFrame, refetchFrame } from './frames.js';

/** A change with its event. */
export interface ChangeEvent {
  change: FollowedChange;
  bytes: Buffer;
}

/** Consecutive changes. Each form in which they are sent is printed once, whatever the number of streams. */
export class Batch {
  /** The sequence of the last change. */
  readonly last: bigint;
  private everyEvent: Buffer | undefined;
  private refetchEvent: Buffer | undefined;

  constructor(readonly events: readonly ChangeEvent[]) {
    this.last = BigInt(events.at(-1)?.change.seq ?? 0);
  }

  /** One event for each change. */
  get all(): Buffer {
    this.everyEvent ??= Buffer.concat(this.events.map(({ bytes }) => bytes));
    return this.everyEvent;
  }

  /** One event for all changes together. OpenFeature's providers then evaluate again. */
  get refetch(): Buffer {
    this.refetchEvent ??= Buffer.from(refetchFrame(this.last));
    return this.refetchEvent;
  }
}

/** Prints the event of each change. */
export function printEvents(changes: readonly FollowedChange[]): ChangeEvent[] {
  return changes.map((change) => ({ change, bytes: Buffer.from(changeFrame(change)) }));
}
