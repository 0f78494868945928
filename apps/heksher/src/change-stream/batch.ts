import type { FollowedChange } from '@heksher/persistence';
import { changeFrame, refetchFrame } from './frames.js';

/** A change and the event that tells of it. */
export interface ChangeEvent {
  change: FollowedChange;
  bytes: Buffer;
}

/** Changes that follow each other, printed once for all who are told of them. */
export class Batch {
  /** The sequence number of the last of them. */
  readonly last: bigint;
  private all: Buffer | undefined;
  private sign: Buffer | undefined;

  constructor(readonly frames: readonly ChangeEvent[]) {
    this.last = BigInt(frames.at(-1)?.change.seq ?? 0);
  }

  /** All of the events. */
  get whole(): Buffer {
    this.all ??= Buffer.concat(this.frames.map(({ bytes }) => bytes));
    return this.all;
  }

  /** The one event of OpenFeature's that stands for all of them. */
  get refetch(): Buffer {
    this.sign ??= Buffer.from(refetchFrame(this.last));
    return this.sign;
  }
}

/** The events of changes. */
export function printEvents(changes: readonly FollowedChange[]): ChangeEvent[] {
  return changes.map((change) => ({ change, bytes: Buffer.from(changeFrame(change)) }));
}
