import { printJson, type Action, type Rule } from '@heksher/domain';
import { PRINTED_AT, readPage, type ChangesPage, type ChangesSelection } from './change-pages.js';
import { named } from './database/named-statements.js';
import type { Session } from './database/session.js';

/** What a transaction did. */
export interface Change {
  action: Action;
  /** The canonical names, old and new, of the settings that it touched; null where it could be any. */
  settings: readonly string[] | null;
  /** What was and what is now, as any JSON; undefined where there was or is nothing. */
  before?: unknown;
  after?: unknown;
}

/** A rule as the log tells of it. */
export function recordedRule({ id, setting, value, conditions, metadata }: Rule): object {
  const feature_values = conditions.map((condition) => [condition.feature, condition.value]);
  return { rule_id: id, setting, value, feature_values, metadata };
}

/** The state of a database as one value. Two different contents never share an `id`; `seq` grows with every commit. */
export interface RevisionHead {
  id: string;
  seq: string;
  /** The `id` before this one, or null where a chain begins. */
  parent: string | null;
}

/** Locks the head until the transaction ends and moves it on: the first statement of every writer. */
export const ADVANCE_HEAD = 'select id, seq, parent from heksher_advance_head()';

const APPEND = named(
  `insert into changes (seq, id, parent, actor, action, settings, before, after)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** Appends what a transaction did to the log, in the same transaction. */
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
    change.before === undefined ? null : printJson(change.before),
    change.after === undefined ? null : printJson(change.after),
  ]);
}

/** A head, with what tells whether a backup was restored since another one was read. */
export interface MarkedHead extends RevisionHead {
  /** Which transaction wrote the row of the head, and into which table. */
  written: string;
  /** The same of its change in the log; null if that is not there. */
  logged: string | null;
  /** The same of the change that was asked for. */
  sinceLogged: string | null;
}

/** What a cache needs to know of a change. */
export interface ChangeNotice {
  seq: string;
  id: string;
  parent: string | null;
  action: Action;
  settings: string[] | null;
}

/** A head, with changes that may lead to it. */
export interface FollowedHead extends Pick<RevisionHead, 'id' | 'seq'> {
  changes: ChangeNotice[];
}

/** The columns of the change are null where there is none. */
type FollowedHeadRow = ChangeNotice & { head_id: string; head_seq: string };

const HEAD_SINCE = named(`
  select h.id as head_id, h.seq as head_seq, c.seq, c.id, c.parent, c.action, c.settings
  from revision_head h
  left join changes c on c.seq > $1::bigint and c.seq <= h.seq and h.seq - $1::bigint <= $2::bigint
  order by c.seq`);

/** A change as the streams send it. */
export interface FollowedChange extends ChangeNotice {
  /** When, in UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
}

/** Rows that are restored are written by another transaction, and maybe into another table, whatever is in them. */
const MARKED_HEAD = `
  select h.id, h.seq, h.parent, h.tableoid || ':' || h.xmin as written,
    (select c.tableoid || ':' || c.xmin from changes c where c.seq = h.seq and c.id = h.id) as logged,
    (select c.tableoid || ':' || c.xmin from changes c where c.seq = $1::bigint) as "sinceLogged"
  from revision_head h`;

/** Reads the change log. */
export class ChangesRepository {
  constructor(private readonly session: Session) {}

  /** The head, undefined where it was lost. */
  async findHead(): Promise<RevisionHead | undefined> {
    const [head] = await this.session.manager.query<RevisionHead[]>('select id, seq, parent from revision_head');
    return head;
  }

  /** The head with its marks, and the mark of an earlier change; undefined where the head was lost. */
  async findMarkedHead(since: string | undefined): Promise<MarkedHead | undefined> {
    const [head] = await this.session.manager.query<MarkedHead[]>(MARKED_HEAD, [since ?? null]);
    return head;
  }

  /**
   * The head with the changes after a `seq`, oldest first; undefined where it was lost. One statement. Where there are more
   * than `most` changes, or `after` is undefined, it has none.
   */
  async findHeadSince(after: string | undefined, most: number): Promise<FollowedHead | undefined> {
    const rows = await this.session.run<FollowedHeadRow>(HEAD_SINCE, [after ?? null, most]);
    const [first] = rows;
    return first && { id: first.head_id, seq: first.head_seq, changes: rows.filter(({ seq }) => seq !== null) };
  }

  /** At most `limit` of the changes from a `seq` up to another, both included, oldest first. */
  async listFollowed({ from, upTo, limit }: { from: bigint; upTo: bigint; limit: number }): Promise<FollowedChange[]> {
    return this.session.manager.query<FollowedChange[]>(
      `select c.seq, c.id, c.parent, ${PRINTED_AT}, c.actor, c.action, c.settings
       from changes c where c.seq >= $1 and c.seq <= $2 order by c.seq limit $3`,
      [String(from), String(upTo), limit],
    );
  }

  /** Of names, those that settings have had as their canonical name, as the log tells. */
  async listRecorded(names: readonly string[]): Promise<string[]> {
    const rows = await this.session.manager.query<{ name: string }[]>(
      `select w.name from unnest($1::text[]) as w (name)
       where exists (select from changes c where c.settings && array[w.name])`,
      [names],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * A page of changes, oldest first. It has fewer than `limit` if their texts would take more than 4 MiB, but at least one.
   * A setting is found by any of its names, one that is no more by the names that it had then.
   */
  async list(selection: ChangesSelection): Promise<ChangesPage> {
    return readPage(selection, (statement, values) => this.session.manager.query(statement, values));
  }
}
