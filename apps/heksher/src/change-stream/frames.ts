import { ExactNumber, printJson } from '@heksher/domain';
import type { FollowedChange } from '@heksher/persistence';

/** The beginning of a stream: the pause before a client reconnects, in milliseconds, and a first comment. */
export const OPENING_FRAME = 'retry: 3000\n: this stream is open\n\n';

/** Sets the sequence that a client returns with, without an event. */
export function sequenceFrame(sequence: bigint): string {
  return `id: ${sequence}\n\n`;
}

/** A comment that shows that an idle stream is alive. */
export function heartbeatFrame(sequence: bigint | undefined): string {
  return `:\n${sequence === undefined ? '\n' : sequenceFrame(sequence)}`;
}

/** The event of one change. JSON text has no line breaks. */
export function changeFrame(change: FollowedChange): string {
  return `id: ${change.seq}\nevent: change\ndata: ${printNotice(change)}\n\n`;
}

/** The event that says that changes are missing and that the stream continues after `sequence`. */
export function resetFrame(sequence: bigint): string {
  return `id: ${sequence}\nevent: reset\ndata: {"sequence":${sequence}}\n\n`;
}

/** OFREP's event for any number of changes up to `sequence`. */
export function refetchFrame(sequence: bigint): string {
  return `id: ${sequence}\nevent: message\ndata: {"type":"refetchEvaluation"}\n\n`;
}

/** The most names of settings that an event has. A change of more is sent as one that could be of any. */
const MOST_NAMES = 100;

/** The data of a change's event, as JSON text. */
function printNotice({ seq, at, actor, action, settings, items }: FollowedChange): string {
  const names = settings && settings.length > MOST_NAMES ? null : settings;
  return printJson({ sequence: new ExactNumber(seq), at, actor, action, settings: names, items: items ?? undefined });
}
