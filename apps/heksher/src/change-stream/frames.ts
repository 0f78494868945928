import { ExactNumber, printJson } from '@heksher/domain';
import type { FollowedChange, LoggedChange } from '@heksher/persistence';

/** What a stream begins with: how long to wait before coming back, in milliseconds, and a sign that it is open. */
export const OPENING_FRAME = 'retry: 3000\n: this stream is open\n\n';

/** What names a sequence number to come back with, and is no event. */
export function positionFrame(sequence: bigint): string {
  return `id: ${sequence}\n\n`;
}

/** What keeps a stream that tells nothing from being taken for dead. */
export function heartbeatFrame(sequence: bigint | undefined): string {
  return `:\n${sequence === undefined ? '\n' : positionFrame(sequence)}`;
}

/** The event of a change. JSON text has no line breaks. */
export function changeFrame(change: FollowedChange): string {
  return `id: ${change.seq}\nevent: change\ndata: ${printJson(presentHead(change))}\n\n`;
}

/** The event that says that changes are missing, and that those after `sequence` will come. */
export function resetFrame(sequence: bigint): string {
  return `id: ${sequence}\nevent: reset\ndata: {"sequence":${sequence}}\n\n`;
}

/** The event of OpenFeature's that says that something has changed, up to `sequence`. */
export function refetchFrame(sequence: bigint): string {
  return `id: ${sequence}\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n`;
}

/** A change as JSON text, with what was before and after in the digits of the log. */
export function printLogged(change: LoggedChange): string {
  const { before, after } = change;
  return `${printJson(presentHead(change)).slice(0, -1)},"before":${before ?? 'null'},"after":${after ?? 'null'}}`;
}

function presentHead({ seq, at, actor, action, settings }: Omit<LoggedChange, 'before' | 'after'>): object {
  return { sequence: new ExactNumber(seq), at, actor, action, settings };
}
