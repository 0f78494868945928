import { leadOnFrom } from '@heksher/domain';
import type { ChangeNotice, HeadWithChanges } from '../change-log.js';
import type { ReadAccess } from '../database/access.js';

/** The head that the cached settings belong to. */
export interface CachedHead {
  id: string;
  seq: string;
  /** The latest changes that led to this head, oldest first and without a gap. */
  trail: readonly ChangeNotice[];
}

/** The longest trail. A load whose revision is older than that is repeated. */
const LONGEST_TRAIL = 1000;

/** How often a head read is repeated because the changes of this process have overtaken it. */
export const MOST_OVERTAKEN = 10;

/** The most changes that are followed. Reading more takes tens of milliseconds, so everything is evicted instead. */
const MOST_FOLLOWED = 10_000;

/** Reads the head with the changes after the cached one. */
export function findHeadAfter(
  cached: CachedHead | undefined,
): ({ changes }: ReadAccess) => Promise<HeadWithChanges | undefined> {
  return ({ changes }) => changes.findHeadSince(cached?.seq, MOST_FOLLOWED);
}

/** What a revision means that was just read: `behind` if the cached settings have already left it. */
export function judgeRevision(
  revision: string | undefined,
  cached: CachedHead | undefined,
): 'unchanged' | 'changed' | 'behind' {
  if (revision === undefined || !cached) return 'changed';
  if (revision === cached.id) return 'unchanged';
  return changesSince(cached, revision) ? 'behind' : 'changed';
}

/** What a newly read head means for the cached settings. */
export type HeadVerdict =
  | { kind: 'unchanged' }
  /** The chain of parents leads there: evict what these changes list. */
  | { kind: 'advanced'; changes: readonly ChangeNotice[] }
  /** The chain does not lead there, or a change may have touched any setting: evict everything. */
  | { kind: 'unrelated' }
  /** The sequence went back: the server may be an old primary. Read again, over a new connection. */
  | { kind: 'behind' };

/** Judges a head that was read with the changes after the cached sequence. It is undefined if the database has lost it. */
export function judgeHead(head: HeadWithChanges | undefined, cached: CachedHead | undefined): HeadVerdict {
  if (!head || !cached) return { kind: 'unrelated' };
  if (head.id === cached.id) return { kind: 'unchanged' };
  if (BigInt(head.seq) < BigInt(cached.seq)) return { kind: 'behind' };
  const { changes } = head;
  const leadsThere = leadOnFrom(cached.id, changes) && changes.at(-1)?.id === head.id;
  const listsAll = changes.every(({ settings }) => settings !== null);
  return leadsThere && listsAll ? { kind: 'advanced', changes } : { kind: 'unrelated' };
}

/** The changes from a revision to the cached head; undefined if the trail does not have that revision. */
export function changesSince(cached: CachedHead, revision: string): readonly ChangeNotice[] | undefined {
  if (revision === cached.id) return [];
  const at = cached.trail.findIndex(({ parent }) => parent === revision);
  return at < 0 ? undefined : cached.trail.slice(at);
}

/** The trail once the chain has led on by these changes. */
export function longerTrail(cached: CachedHead | undefined, changes: readonly ChangeNotice[]): ChangeNotice[] {
  return [...(cached?.trail ?? []), ...changes].slice(-LONGEST_TRAIL);
}
