import { findConflicts, type Basis, type Conflicts, type LatestChange } from './change-conflicts.js';
import { LOGGED_CHANGE, PRINTED_AT, readPage, type ChangesPage, type LoggedChange } from './change-pages.js';
import type { ChangesSelection } from './change-selection.js';
import { readItems, type ItemsPage } from './change-items.js';
import { FOLLOWED_CHANGES, REVISION_WITH_TIME, type Revision } from './change-statements.js';
import { named } from './database/named-statements.js';
import type { Session } from './database/session.js';

/** The head: the state of a database as one value. Different states never share an `id`. `seq` grows with every commit. */
export interface RevisionHead {
  id: string;
  seq: string;
  /** The revision before; null if a chain begins here. */
  parent: string | null;
}

/** Advances the head and locks it until the transaction ends: the first statement of every writer. */
export const ADVANCE_HEAD = 'select id, seq, parent from heksher_advance_head()';

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

/** `changes` is JSON text; null if there are none. */
interface HeadSinceRow {
  id: string;
  seq: string;
  changes: string | null;
}

/** One row. A join of the head and the log would be sorted, which takes PostgreSQL twice as long. */
const HEAD_SINCE = named(`
  select h.id, h.seq, case when h.seq > $1::bigint and h.seq - $1::bigint <= $2::bigint then (
    select json_agg(json_build_object(
      'seq', c.seq::text, 'id', c.id, 'parent', c.parent, 'action', c.action, 'settings', c.settings) order by c.seq)::text
    from changes c
    where c.seq > $1::bigint and c.seq <= h.seq
  ) end as changes
  from revision_head h`);

/** The most changes that a writer follows under the lock. More than that evict everything from its cache. */
const MOST_CAUGHT_UP = 1000;

/** A change as the streams send it. */
export interface FollowedChange extends ChangeNotice {
  /** In UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
  /** How many entries it has; null if it has one. */
  items: number | null;
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

  /** Whether a revision with a sequence is in the log, or is the head. One statement. */
  async hasMade({ revision, sequence }: { revision: string; sequence: bigint }): Promise<boolean> {
    const [found] = await this.session.manager.query<{ made: boolean }[]>(
      `select exists (select from changes c where c.seq = $1::bigint and c.id = $2::uuid)
         or exists (select from revision_head h where h.id = $2::uuid) as made`,
      [String(sequence), revision],
    );
    return found?.made ?? false;
  }

  /** The head with the time of its change; undefined if the head was lost. One statement. */
  async findRevision(): Promise<Revision | undefined> {
    const [revision] = await this.session.run<Revision>(REVISION_WITH_TIME, []);
    return revision;
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
    const [row] = await this.session.run<HeadSinceRow>(HEAD_SINCE, [after ?? null, most]);
    return row && { ...row, changes: JSON.parse(row.changes ?? '[]') as ChangeNotice[] };
  }

  /**
   * The first `limit` changes from one sequence to another, both included, oldest first. They are fewer if their entries,
   * which are counted, would exceed 32 MiB.
   */
  async listFollowed({ from, upTo, limit }: { from: bigint; upTo: bigint; limit: number }): Promise<FollowedChange[]> {
    return this.session.manager.query<FollowedChange[]>(FOLLOWED_CHANGES, [String(from), String(upTo), limit]);
  }

  /** The changes after a sequence that lead to the parent of a head; none if the sequence is unknown or too far away. */
  async findChangesTo(head: RevisionHead, after: string | undefined): Promise<ChangeNotice[]> {
    if (after === undefined) return [];
    return this.session.manager.query<ChangeNotice[]>(
      `select c.seq, c.id, c.parent, c.action, c.settings from changes c
       where c.seq > $1::bigint and c.seq < $2::bigint order by c.seq limit $3`,
      [after, head.seq, MOST_CAUGHT_UP],
    );
  }

  /** The latest changes of a setting, of one of its rules, or of the list of context features; at most ten, latest first. */
  async listLatest(about: { setting: string; ruleId?: number } | { features: true }): Promise<LatestChange[]> {
    const select = `select c.seq, ${PRINTED_AT}, c.actor, c.action from changes c`;
    const order = 'order by c.seq desc limit 10';
    if ('features' in about) {
      const where = `where c.settings is null and (c.action like 'context\\_feature%' or c.items is not null)`;
      return this.session.manager.query(`${select} ${where} ${order}`);
    }
    const { setting, ruleId = null } = about;
    // By text, because PostgreSQL reads no JSON that has U+0000 in a string.
    const named = `concat(c.before, c.after, c.items) ~ ('"rule_id":' || $2::integer || '[,}]')`;
    const ofRule = `($2::integer is null or ${named})`;
    return this.session.manager.query(`${select} where c.settings && array[$1] and ${ofRule} ${order}`, [
      setting,
      ruleId,
    ]);
  }

  /** The changes of these sequences, in any order. Those that the log does not have are missing. */
  async listAt(sequences: readonly string[]): Promise<LatestChange[]> {
    return this.session.manager.query(
      `select c.seq, ${PRINTED_AT}, c.actor, c.action from changes c where c.seq = any ($1::bigint[])`,
      [sequences],
    );
  }

  /** What has changed since a client has seen a state. */
  async findConflicts(basis: Basis): Promise<Conflicts> {
    return findConflicts(this.session, basis);
  }

  /** The change that the request of an idempotency key made. */
  async findByKey(key: string): Promise<{ hash: string; answer: string } | undefined> {
    const [found] = await this.session.manager.query<{ hash: string; answer: string }[]>(
      'select c.request_hash as hash, c.answer from changes c where c.idempotency_key = $1',
      [key],
    );
    return found;
  }

  /** The lowest sequence in the log; undefined if the log is empty. */
  async findOldest(): Promise<string | undefined> {
    const [oldest] = await this.session.manager.query<{ seq: string }[]>(
      'select c.seq from changes c order by c.seq limit 1',
    );
    return oldest?.seq;
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
   * A page of changes, oldest first unless the selection says otherwise. It has fewer than `limit` if their texts would exceed
   * 4 MiB, but at least one; if very many changes are searched for few, it may have none although another page follows. A
   * setting is found by any of its names, a deleted one by the names that it had in the log.
   */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return readPage(selection, (statement, values) => this.session.manager.query(statement, values));
  }

  /** The change of a sequence. */
  async find(sequence: bigint): Promise<LoggedChange | undefined> {
    const [change] = await this.session.manager.query<LoggedChange[]>(
      `select ${LOGGED_CHANGE} from changes c where c.seq = $1`,
      [String(sequence)],
    );
    return change;
  }

  /** A page of the entries of a change; undefined if there is no such change. */
  async listItems(sequence: bigint, page: { after: number; limit: number }): Promise<ItemsPage | undefined> {
    return readItems({ sequence, ...page }, (statement, values) => this.session.manager.query(statement, values));
  }
}
