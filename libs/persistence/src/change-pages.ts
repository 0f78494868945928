import { Statement, conditionsOf, within, type ChangesSelection, type Span } from './change-selection.js';
import { findBounds, highest, isFiltered, lowest, type Bounds } from './change-span.js';

/** A change in the log. `before` and `after` are JSON text. */
export interface LoggedChange {
  seq: string;
  /** In UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  note: string | null;
  origin: string | null;
  requestId: string | null;
  /** The sequence of the change that this one undoes. */
  undoes: string | null;
  /** How many entries it has, if they are not all in `before` and `after`. */
  items: number | null;
  before: string | null;
  after: string | null;
}

/** Prints a time independently of `DateStyle` and `TimeZone`. */
export const PRINTED_AT = `to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

/** The columns of a `LoggedChange`. */
export const LOGGED_CHANGE = `
  c.seq, ${PRINTED_AT}, c.actor, c.action, c.settings, c.note, c.origin, c.request_id as "requestId", c.undoes,
  json_array_length(c.items) as items, c.before, c.after`;

/** A page of the log. */
export interface ChangesPage {
  changes: LoggedChange[];
  /** The sequence after which, or before which, the next page begins; undefined at the end. */
  next: string | undefined;
}

/** The most bytes of all texts of a page, unless a single change has more. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** Entries are counted only, which takes an eighth of the time of sending them. */
const COUNTED = 8;

/**
 * How many changes are read in the order of the log to find a page of a setting that changes often. The index by setting has
 * no order, so each page would read all changes of such a setting.
 */
const NEAR = 10_000n;

/** How many changes are read for a page whose conditions no index knows. After them it ends, however few it has. */
const SCANNED = 400_000n;

/** `found` is the number of selected changes: one more than the limit if another page follows. */
export type PageRow = LoggedChange & { found: number };
type Ask = <Row>(statement: string, values: unknown[]) => Promise<Row[]>;

/** Reads a page by at most three statements. */
export async function readPage(selection: ChangesSelection, ask: Ask): Promise<ChangesPage> {
  const bounds = await findBounds(selection, ask);
  const { limit } = selection;
  const { setting } = bounds;
  const read = async ({ text, values }: { text: string; values: unknown[] }) => ask<PageRow>(text, values);
  if (setting === undefined) {
    const part = isFiltered(selection) ? beginning(bounds, SCANNED, selection) : bounds;
    const page = toPage(await read(pageOfLog(selection, part)));
    return { ...page, next: page.next ?? endOf(part, bounds, selection) };
  }
  const ofSetting = { ...selection, setting };
  const near = await read(pageNear(ofSetting, beginning(bounds, NEAR, selection)));
  const isFull = near[0] !== undefined && near[0].found > limit;
  return toPage(isFull ? near : await read(pageOfSetting(ofSetting, bounds)));
}

/** The part of a span in which its first changes are. */
function beginning({ after, before }: Span, length: bigint, { isNewestFirst }: ChangesSelection): Span {
  return isNewestFirst
    ? { after: highest(after, before - length - 1n), before }
    : { after, before: lowest(before, after + length + 1n) };
}

/** Where a page ends that has found everything in a part; undefined if nothing is left. */
function endOf(part: Span, whole: Bounds, { isNewestFirst }: ChangesSelection): string | undefined {
  if (isNewestFirst) return part.after > whole.after ? String(part.after + 1n) : undefined;
  return part.before < whole.before ? String(part.before - 1n) : undefined;
}

function toPage(rows: PageRow[]): ChangesPage {
  const changes = rows.map(({ found: _found, ...change }) => change);
  const isMore = (rows[0]?.found ?? 0) > rows.length;
  return { changes, next: isMore ? changes.at(-1)?.seq : undefined };
}

type OfSetting = ChangesSelection & { setting: string };

function pageOfLog(selection: ChangesSelection, span: Span): Query {
  const statement = new Statement();
  const conditions = [within(span, 'l', statement), ...conditionsOf(selection, statement)];
  return toQuery(`select l.* from changes l where ${conditions.join(' and ')}`, { selection, statement });
}

/** Reads in the order of the log. */
function pageNear(selection: OfSetting, span: Span): Query {
  const statement = new Statement();
  const { found, names } = namesOf(selection, statement);
  const conditions = [
    within(span, 'l', statement),
    `(l.settings is null or l.settings && ${names})`,
    ...conditionsOf(selection, statement),
  ];
  const selected = `select l.* from changes l where ${conditions.join(' and ')}`;
  return toQuery(selected, { selection, statement, before: `with ${found}` });
}

/** A union of two index scans. With an `or` PostgreSQL may scan the whole log in order, expecting to fill the page soon. */
export function pageOfSetting(selection: OfSetting, span: Span): Query {
  const statement = new Statement();
  const { found, names } = namesOf(selection, statement);
  const conditions = conditionsOf(selection, statement).map((condition) => ` and ${condition}`);
  const first = (alias: string) =>
    `order by ${alias}.seq ${direction(selection)} limit ${statement.bind(selection.limit, 'integer')} + 1`;
  const chosen = `with ${found}, named as materialized (
      select l.seq from changes l where l.settings && ${names}${conditions.join('')}
    ), chosen as materialized (
      (select n.seq from named n where ${within(span, 'n', statement)} ${first('n')})
      union all
      (
        select l.seq from changes l
        where l.settings is null and ${within(span, 'l', statement)}${conditions.join('')} ${first('l')}
      )
    )`;
  const selected = 'select l.* from changes l where l.seq = any (array(select o.seq from chosen o))';
  return toQuery(selected, { selection, statement, before: chosen });
}

/** A common table expression that finds a setting by its name or alias, and SQL for the array of its names. */
function namesOf({ setting }: OfSetting, statement: Statement): { found: string; names: string } {
  const name = statement.bind(setting, 'text');
  const found = `found as (
    select s.name as setting from settings s where s.name = ${name}
    union select a.setting from setting_aliases a where a.alias = ${name}
  )`;
  // The name itself, which a deleted setting has in the log, and all other names of the setting that it leads to.
  const names = `array(
    select ${name}
    union select f.setting::text from found f
    union select a.alias::text from setting_aliases a where a.setting in (select f.setting from found f)
  )`;
  return { found, names };
}

interface Query {
  text: string;
  values: unknown[];
}

/** Limits a selection by the number of changes and by their bytes. PostgreSQL knows the length of a text without reading it. */
function toQuery(
  selected: string,
  { selection, statement, before = '' }: { selection: ChangesSelection; statement: Statement; before?: string },
): Query {
  const limit = statement.bind(selection.limit, 'integer');
  const order = `order by l.seq ${direction(selection)}`;
  const text = `${before}
    select ${LOGGED_CHANGE}, c.found
    from (
      select l.*, (count(*) over ())::integer as found, row_number() over (${order}) as place,
        sum(${bytes('before')} + ${bytes('after')} + ${bytes('items')} / ${COUNTED}) over (${order}) as bytes
      from (${selected} ${order} limit ${limit} + 1) as l
    ) as c
    where c.place = 1 or c.place <= ${limit} and c.bytes <= ${PAGE_BYTES}
    order by c.place`;
  return { text, values: statement.values };
}

function bytes(column: string): string {
  return `coalesce(octet_length(l.${column}::text), 0)`;
}

function direction({ isNewestFirst }: ChangesSelection): string {
  return isNewestFirst ? 'desc' : 'asc';
}
