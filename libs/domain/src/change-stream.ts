/** Where a change stands in the log: `parent` is the `id` of the state that it began from. */
export interface ChainLink {
  seq: string;
  id: string;
  parent: string | null;
}

/** What a change is about. `settings` is null where it could be any. */
export interface ChangeSubject {
  action: string;
  settings: readonly string[] | null;
}

/** Where one who follows the log stopped: a sequence number, or `unknown` where what it said is no such thing. */
export type FollowedTo = bigint | 'unknown';

/**
 * How one who follows the log goes on, given the sequence number that the log is at: from the `head`, with the `history`
 * since it stopped, or after a `reset`, because it stopped at something that is not in this log.
 */
export function judgeStart(stopped: FollowedTo | undefined, head: bigint): 'head' | 'history' | 'reset' {
  if (stopped === undefined || stopped === head) return 'head';
  return stopped === 'unknown' || stopped > head ? 'reset' : 'history';
}

/** Whether changes lead on from a state, each from the one before. None lead nowhere. */
export function leadOnFrom(state: string | null, changes: readonly ChainLink[]): boolean {
  return changes.length > 0 && changes.every(({ parent }, at) => parent === (at === 0 ? state : changes[at - 1]?.id));
}

/**
 * Of a piece of the log, the changes after a sequence number; undefined where they don't lead on from there, or nothing
 * does. 0 is where every log begins; any other number must be in the piece, since only then it is known to be this log's.
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

/** Whether a change may be about one of these names; undefined stands for every name. */
export function concerns({ settings }: ChangeSubject, names: ReadonlySet<string> | undefined): boolean {
  return names === undefined || settings === null || settings.some((name) => names.has(name));
}

/**
 * Whether a change may have led a name to a setting that the change does not name: `settings` has canonical names only. A
 * rename names the setting by both of its names.
 */
export function mayAddAlias({ action, settings }: ChangeSubject): boolean {
  return settings === null || action === 'setting.alias_added';
}

/** Whether a change may have given a setting another name. */
export function mayRename(change: ChangeSubject): boolean {
  return !changesRulesOnly(change);
}

/** Whether a change has certainly left every setting's own attributes as they were, and touched rules at most. */
export function changesRulesOnly({ action, settings }: ChangeSubject): boolean {
  return settings !== null && action.startsWith('rule.');
}
