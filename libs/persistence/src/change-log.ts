import { printLoggedState, type Action, type LoggedState } from '@heksher/domain';
import { PRINTED_AT, readPage, type ChangesPage, type ChangesSelection } from './change-pages.js';
import { named } from './database/named-statements.js';
import type { Session } from './database/session.js';

/** What a transaction did, as it is recorded. */
export interface Change {
  action: Action;
  /** The canonical names, old and new, of the settings that it touched; null if it may be any. */
  settings: readonly string[] | null;
  /** What it changed; absent for what the change creates. */
  before?: LoggedState;
  /** What it made of that; absent for what the change deletes. */
  after?: LoggedState;
}

/** The head: the state of a database as one value. Different states never share an `id`. `seq` grows with every commit. */
export interface RevisionHead {
  id: string;
  seq: string;
  /** The revision before; null if a chain begins here. */
  parent: string | null;
}

/** Advances the head and locks it until the transaction ends: the first statement of every writer. */
export const ADVANCE_HEAD = 'select id, seq, parent from heksher_advance_head()';

const APPEND = named(
  `insert into changes (seq, id, parent, actor, action, settings, before, after)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** Appends a change to the log, in the transaction that made it. */
export async function appendChange(
  session: Session,
  head: RevisionHead,
  { actor, change }: { actor: string | undefined; change: Change },
): Promise<void> {
  await session.run(APPEND, [
    head.seq,
    head.id,
    head.parent,
    actor ?? null,
    change.action,
    change.settings,
    change.before ? printLoggedState(change.before) : null,
    change.after ? printLoggedState(change.after) : null,
  ]);
}

/** A head with marks that show whether a backup was restored since an earlier head was read. */
export interface MarkedHead extends RevisionHead {
  /** The table and the transaction that wrote the row of the head. */
  written: string;
  /** The same for the change of the head; null if the log does not have it. */
  logged: string | null;
  /** The same for the requested change. */
  sinceLogged: string | null;
}

/** The part of a change that caches need. */
export interface ChangeNotice {
  seq: string;
  id: string;
  parent: string | null;
  action: string;
  settings: string[] | null;
}

/** A head with changes that may lead to it, oldest first. */
export interface HeadWithChanges extends Pick<RevisionHead, 'id' | 'seq'> {
  changes: ChangeNotice[];
}

/** Without a change its columns are null. */
type HeadWithChangesRow = ChangeNotice & { head_id: string; head_seq: string };

const HEAD_SINCE = named(`
  select h.id as head_id, h.seq as head_seq, c.seq, c.id, c.parent, c.action, c.settings
  from revision_head h
  left join changes c on c.seq > $1::bigint and c.seq <= h.seq and h.seq - $1::bigint <= $2::bigint
  order by c.seq`);

/** A change as the streams send it. */
export interface FollowedChange extends ChangeNotice {
  /** In UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
}

/** Restoring a backup writes equal rows in another transaction, and perhaps into another table. */
const MARKED_HEAD = `
  select h.id, h.seq, h.parent, h.tableoid || ':' || h.xmin as written,
    (select c.tableoid || ':' || c.xmin from changes c where c.seq = h.seq and c.id = h.id) as logged,
    (select c.tableoid || ':' || c.xmin from changes c where c.seq = $1::bigint) as "sinceLogged"
  from revision_head h`;

/** Reads the change log. */
export class ChangesRepository {
  constructor(private readonly session: Session) {}

  /** The head; undefined if it was lost. */
  async findHead(): Promise<RevisionHead | undefined> {
    const [head] = await this.session.manager.query<RevisionHead[]>('select id, seq, parent from revision_head');
    return head;
  }

  /** The head with its marks and the mark of an earlier change, by its sequence; undefined if the head was lost. */
  async findMarkedHead(since: string | undefined): Promise<MarkedHead | undefined> {
    const [head] = await this.session.manager.query<MarkedHead[]>(MARKED_HEAD, [since ?? null]);
    return head;
  }

  /**
   * The head with the changes after a sequence; undefined if it was lost. It has no changes if there are more than `most`, or
   * `after` is undefined. One statement.
   */
  async findHeadSince(after: string | undefined, most: number): Promise<HeadWithChanges | undefined> {
    const rows = await this.session.run<HeadWithChangesRow>(HEAD_SINCE, [after ?? null, most]);
    const [first] = rows;
    return first && { id: first.head_id, seq: first.head_seq, changes: rows.filter(({ seq }) => seq !== null) };
  }

  /** The first `limit` changes from one sequence to another, both included, oldest first. */
  async listFollowed({ from, upTo, limit }: { from: bigint; upTo: bigint; limit: number }): Promise<FollowedChange[]> {
    return this.session.manager.query<FollowedChange[]>(
      `select c.seq, c.id, c.parent, ${PRINTED_AT}, c.actor, c.action, c.settings
       from changes c where c.seq >= $1 and c.seq <= $2 order by c.seq limit $3`,
      [String(from), String(upTo), limit],
    );
  }

  /** Which of these names were ever canonical, according to the change log. */
  async listRecorded(names: readonly string[]): Promise<string[]> {
    const rows = await this.session.manager.query<{ name: string }[]>(
      `select w.name from unnest($1::text[]) as w (name)
       where exists (select from changes c where c.settings && array[w.name])`,
      [names],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * A page of changes, oldest first. It has fewer than `limit` if their texts would exceed 4 MiB, but at least one. A setting
   * is found by any of its names, a deleted one by the names that it had in the log.
   */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return readPage(selection, (statement, values) => this.session.manager.query(statement, values));
  }
}
