import { concerns, isOfOneSetting, type ChangeSubject } from '@heksher/domain';
import type { Batch } from './batch.js';
import { refetchFrame, resetFrame } from './frames.js';

/** How the streams of one route present the log. */
export interface StreamKind {
  readonly name: 'changes' | 'ofrep';
  /** Whether a returning client is sent each change that it missed; otherwise it is sent one event for all of them. */
  readonly sendsHistory: boolean;
  /**
   * The events of a batch for a stream that wants the settings of these names; undefined for all settings. Adds the names
   * that the changes give these settings.
   */
  print(batch: Batch, names: Set<string> | undefined): readonly Buffer[];
  /** The event for a stream whose history is no longer available; it continues after `sequence`. */
  printReset(sequence: bigint): Buffer;
}

/** Sends one event for each change. */
export const EACH_CHANGE: StreamKind = {
  name: 'changes',
  sendsHistory: true,
  print: (batch, names) =>
    names === undefined
      ? [batch.all]
      : batch.events.filter(({ change }) => isWanted(change, names)).map(({ bytes }) => bytes),
  printReset: (sequence) => Buffer.from(resetFrame(sequence)),
};

function isWanted(change: ChangeSubject, names: Set<string>): boolean {
  if (!concerns(change, names)) return false;
  if (isOfOneSetting(change)) change.settings?.forEach((name) => names.add(name));
  return true;
}

/** Sends what OpenFeature's web providers expect: one event whenever flags may evaluate differently. */
export const REFETCH: StreamKind = {
  name: 'ofrep',
  sendsHistory: false,
  print: (batch) => [batch.refetch],
  printReset: (sequence) => Buffer.from(refetchFrame(sequence)),
};
