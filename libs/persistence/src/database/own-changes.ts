import type { ChangeSubject, SettingPatch } from '@heksher/domain';
import type { ChangeNotice, RevisionHead } from '../change-log.js';

/** A change that this process has made. */
export interface OwnChange {
  notice: ChangeNotice;
  /** The changed rules of each setting; undefined if something else was changed as well. */
  patches: readonly SettingPatch[] | undefined;
  /** The list of context features, if nothing else was changed. */
  features: readonly string[] | undefined;
}

/** Enough for all writes that are under way at once, and those that caches have not followed yet. */
const MOST = 100;

/**
 * The latest changes of this process, by the revision that they made. They are kept from before their commit: once a
 * revision is seen in the database, its change is known to have been committed, without reading the log.
 */
export class OwnChanges {
  private readonly byRevision = new Map<string, OwnChange>();
  private ended: { id: string; seq: string; at: number } | undefined;

  /** The highest revision of this process, and when its last commit ended; undefined before the first one. */
  get latest(): { id: string; seq: string; at: number } | undefined {
    return this.ended;
  }

  /** Notes that the commit of a change has ended, one way or the other, before anybody learns of it. */
  noteCommit({ id, seq }: RevisionHead, at: number): void {
    // Commits may end out of order. What has the highest revision has those before it.
    const { ended } = this;
    this.ended = ended && BigInt(ended.seq) > BigInt(seq) ? { ...ended, at } : { id, seq, at };
  }

  add(
    { id, seq, parent }: RevisionHead,
    { action, settings, ...known }: Omit<OwnChange, 'notice'> & ChangeSubject,
  ): void {
    const notice = { id, seq, parent, action, settings: settings && [...settings] };
    this.byRevision.set(id, { notice, ...known });
    const [oldest] = this.byRevision.keys();
    if (this.byRevision.size > MOST && oldest !== undefined) this.byRevision.delete(oldest);
  }

  /** The changes that lead from one revision to another, oldest first; undefined if others have changed something between. */
  between(from: string, to: string): OwnChange[] | undefined {
    const changes: OwnChange[] = [];
    for (let at = to; at !== from;) {
      const change = this.byRevision.get(at);
      if (!change || change.notice.parent === null) return undefined;
      changes.unshift(change);
      at = change.notice.parent;
    }
    return changes;
  }
}
