import type { ChangeSubject } from './action.js';

/** The place of a change in the log. `parent` is the revision that it changed, `id` the revision that it led to. */
export interface ChainLink {
  seq: string;
  id: string;
  parent: string | null;
}

/** The sequence up to which a follower has received the log; `unknown` if what the follower sent is not a sequence. */
export type FollowedTo = bigint | 'unknown';

/**
 * How a stream starts, given the sequence of the head: at the `head`, with the `history` since the follower stopped, or with a
 * `reset` if the follower stopped at a sequence that this log does not have.
 */
export function judgeStart(stopped: FollowedTo | undefined, head: bigint): 'head' | 'history' | 'reset' {
  if (stopped === undefined || stopped === head) return 'head';
  return stopped === 'unknown' || stopped > head ? 'reset' : 'history';
}

/** Whether changes follow a revision and each other without a gap. False if there are none. */
export function leadOnFrom(revision: string | null, changes: readonly ChainLink[]): boolean {
  return (
    changes.length > 0 && changes.every(({ parent }, at) => parent === (at === 0 ? revision : changes[at - 1]?.id))
  );
}

/**
 * The changes after a sequence in a piece of the log; undefined if there are none, or a gap. Every log begins after 0. Any
 * other sequence must be in the piece, which shows that it belongs to this log.
 */
export function changesAfter<Change extends ChainLink>(
  since: bigint,
  piece: readonly Change[],
): readonly Change[] | undefined {
  const start = piece.findIndex(({ seq }) => BigInt(seq) === (since === 0n ? 1n : since));
  const begin = piece[start];
  if (!begin) return undefined;
  const after = piece.slice(since === 0n ? start : start + 1);
  return leadOnFrom(since === 0n ? begin.parent : begin.id, after) ? after : undefined;
}

/** Whether a change may be about one of these names; undefined means every name. */
export function concerns({ settings }: ChangeSubject, names: ReadonlySet<string> | undefined): boolean {
  return names === undefined || settings === null || settings.some((name) => names.has(name));
}

/** Whether all names that a change lists are of one setting: two of them if it was renamed. */
export function isOfOneSetting({ action }: ChangeSubject): boolean {
  return /^(setting|rule)\./.test(action);
}
