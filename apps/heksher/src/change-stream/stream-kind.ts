import { concerns, type ChangeSubject } from '@heksher/domain';
import type { Batch } from './batch.js';
import { refetchFrame, resetFrame } from './frames.js';

/** What the streams of one route tell of the same log. */
export interface StreamKind {
  readonly name: 'changes' | 'ofrep';
  /** Whether who comes back is told of each change that it missed; else it is told once that it missed some. */
  readonly tellsEach: boolean;
  /**
   * What is sent of changes to who wants those of these settings; undefined stands for all settings. What a change calls
   * one of them is added to the names.
   */
  print(batch: Batch, names: Set<string> | undefined): readonly Buffer[];
  /** What is sent where the history of the stream is not to be had. `sequence` is from where on it is told again. */
  printReset(sequence: bigint): Buffer;
}

/** Every change, one event each. */
export const EACH_CHANGE: StreamKind = {
  name: 'changes',
  tellsEach: true,
  print: (batch, names) =>
    names === undefined
      ? [batch.whole]
      : batch.frames.filter(({ change }) => isWanted(change, names)).map(({ bytes }) => bytes),
  printReset: (sequence) => Buffer.from(resetFrame(sequence)),
};

function isWanted(change: ChangeSubject, names: Set<string>): boolean {
  if (!concerns(change, names)) return false;
  change.settings?.forEach((name) => names.add(name));
  return true;
}

/** What OpenFeature's web providers listen for: that something has changed, and all is to be fetched again. */
export const REFETCH: StreamKind = {
  name: 'ofrep',
  tellsEach: false,
  print: (batch) => [batch.refetch],
  printReset: (sequence) => Buffer.from(refetchFrame(sequence)),
};
