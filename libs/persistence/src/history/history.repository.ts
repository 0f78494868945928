import type { LoggedContent, Point, StoredFeature } from '@heksher/domain';
import type { Session } from '../database/session.js';

/** A change in the log, with its content. */
export interface HistoricChange extends LoggedContent {
  seq: string;
  /** The canonical names of the settings that it touched; null if it may be any. */
  settings: string[] | null;
}

/** Which changes to read, newest first. */
export interface HistorySelection {
  /** Only changes with a higher sequence. */
  after: bigint;
  /** Only changes with a lower sequence. */
  before: bigint;
  /** Only changes that may touch a setting with one of these canonical names; undefined for all. */
  names: readonly string[] | undefined;
  /** Whether to leave out changes of one rule alone. */
  isWithoutRules: boolean;
}

/** The head and the list of context features, of one state. */
export interface PresentHead {
  /** Undefined if the database has lost its head. */
  revision: string | undefined;
  sequence: bigint;
  features: StoredFeature[];
}

/** The most changes of a page, and the most bytes of their texts unless a single change has more. */
const PAGE_CHANGES = 1000;
const PAGE_BYTES = 4 * 1024 * 1024;

const HEAD = `
  select
    (select h.id from revision_head h) as revision,
    (select h.seq from revision_head h) as seq,
    (
      select coalesce(json_agg(json_build_object('name', f.name, 'index', f.index)
        order by f.index nulls last, f.name collate "C"), '[]')
      from context_features f
    ) as features`;

const PAGE = `
  select c.seq, c.action, c.settings, c.before, c.after, c.items
  from (
    select l.*, row_number() over (order by l.seq desc) as place,
      sum(
        coalesce(octet_length(l.before::text), 0) + coalesce(octet_length(l.after::text), 0)
        + coalesce(octet_length(l.items::text), 0)
      ) over (order by l.seq desc) as bytes
    from (
      select a.seq, a.action, a.settings, a.before, a.after, a.items from changes a
      where a.seq > $1::bigint and a.seq < $2::bigint
        and ($3::text[] is null or a.settings is null or a.settings && $3::text[])
        and (not $4::boolean or a.action not like 'rule.%' or a.items is not null)
      order by a.seq desc limit ${PAGE_CHANGES}
    ) as l
  ) as c
  where c.place = 1 or c.bytes <= ${PAGE_BYTES}
  order by c.seq desc`;

/** A change whose predecessor is missing, or is not the one that it followed. */
const OLDEST = `
  select max(c.seq) as newest, max(
    case
      when c.previous is null then null
      when c.previous <> c.seq - 1 then c.seq - 1
      when c.parent is distinct from c.previous_id then c.seq
    end
  ) as gap, min(c.seq) as first
  from (
    select l.seq, l.parent, lag(l.seq) over (order by l.seq) as previous, lag(l.id) over (order by l.seq) as previous_id
    from changes l where l.seq > $1::bigint and l.seq <= $2::bigint
  ) as c`;

/** Reads the log backwards, to rebuild earlier states. */
export class HistoryRepository {
  constructor(private readonly session: Session) {}

  /** The head with the context features. One statement. */
  async loadHead(): Promise<PresentHead> {
    const rows = await this.query<{ revision: string | null; seq: string | null; features: string }>(HEAD, []);
    const [row] = rows;
    const features = JSON.parse(row?.features ?? '[]') as StoredFeature[];
    return { revision: row?.revision ?? undefined, sequence: BigInt(row?.seq ?? 0), features };
  }

  /** The sequence of the last change at or before a time, to the millisecond; undefined if the log has none. */
  async findSequenceAt({ time }: Extract<Point, { time: string }>): Promise<bigint | undefined> {
    const [row] = await this.query<{ seq: string }>(
      `select c.seq from changes c where date_trunc('milliseconds', c.at) <= $1::timestamptz
       order by c.seq desc limit 1`,
      [time],
    );
    return row && BigInt(row.seq);
  }

  /** The lowest sequence in the log; undefined if it is empty. */
  async findFirst(): Promise<bigint | undefined> {
    const [row] = await this.query<{ seq: string | null }>('select min(c.seq) as seq from changes c', []);
    return row?.seq === null || row === undefined ? undefined : BigInt(row.seq);
  }

  /** The lowest sequence, not below `wanted`, from which the log leads to `head` without a gap. */
  async findOldest(wanted: bigint, head: bigint): Promise<bigint> {
    if (wanted >= head) return head;
    const rows = await this.query<{ newest: string | null; gap: string | null; first: string | null }>(OLDEST, [
      String(wanted),
      String(head),
    ]);
    const { newest, gap, first } = rows[0] ?? { newest: null, gap: null, first: null };
    if (newest !== String(head) || first === null) return head;
    const reached = BigInt(first) - 1n;
    return gap !== null && BigInt(gap) > reached ? BigInt(gap) : reached;
  }

  /** The newest selected changes: at most 1,000, and at most 4 MiB of texts unless a single one has more. */
  async listPage({ after, before, names, isWithoutRules }: HistorySelection): Promise<HistoricChange[]> {
    return this.query<HistoricChange>(PAGE, [String(after), String(before), names ?? null, isWithoutRules]);
  }

  /** A change with its content; undefined if the log does not have it. */
  async findChange(sequence: bigint): Promise<HistoricChange | undefined> {
    const [change] = await this.query<HistoricChange>(
      'select c.seq, c.action, c.before, c.after, c.items, c.settings from changes c where c.seq = $1::bigint',
      [String(sequence)],
    );
    return change;
  }

  private query<Row>(statement: string, values: unknown[]): Promise<Row[]> {
    return this.session.manager.query<Row[]>(statement, values);
  }
}
