/** A change in the log. `before` and `after` are JSON text. */
export interface LoggedChange {
  seq: string;
  /** In UTC, as ISO 8601 with milliseconds. */
  at: string;
  actor: string | null;
  action: string;
  settings: string[] | null;
  before: string | null;
  after: string | null;
}

/** Which changes a page has. */
export interface ChangesSelection {
  /** Only changes with a higher sequence. */
  after: bigint;
  /** Only changes of this setting, under any of its names, and changes that may be of any setting; undefined for all. */
  setting: string | undefined;
  limit: number;
}

/** Prints a time independently of `DateStyle` and `TimeZone`. */
export const PRINTED_AT = `to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

/** A page of the log. */
export interface ChangesPage {
  changes: LoggedChange[];
  /** The sequence after which the next page begins; undefined at the end of the log. */
  next: string | undefined;
}

/** The most bytes of all texts of a page, unless a single change has more. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** The highest possible sequence. */
const LAST = 2n ** 63n - 1n;

/**
 * How many changes are read in the order of the log to find a page of a setting that changes often. The index by setting has
 * no order, so each page would read all changes of such a setting.
 */
const NEAR = 10_000n;

/** `found` is the number of selected changes: one more than the limit if another page follows. */
type PageRow = LoggedChange & { found: number };

/** Reads a page by at most two statements. */
export async function readPage(
  { after, setting, limit }: ChangesSelection,
  ask: (statement: string, values: unknown[]) => Promise<PageRow[]>,
): Promise<ChangesPage> {
  const bounds = [String(after), limit, PAGE_BYTES];
  if (setting === undefined) return toPage(await ask(PAGE, bounds));
  const upTo = after < LAST - NEAR ? after + NEAR : LAST;
  const near = await ask(PAGE_NEAR, [...bounds, setting, String(upTo)]);
  const isFull = near[0] !== undefined && near[0].found > limit;
  return toPage(isFull ? near : await ask(PAGE_OF_SETTING, [...bounds, setting]));
}

function toPage(rows: PageRow[]): ChangesPage {
  const changes = rows.map(({ found: _found, ...change }) => change);
  const isMore = (rows[0]?.found ?? 0) > rows.length;
  return { changes, next: isMore ? changes.at(-1)?.seq : undefined };
}

/** Limits a selection by the number of changes and by their bytes. PostgreSQL knows the length of a text without reading it. */
const page = (selected: string) => `
  select c.seq, ${PRINTED_AT}, c.actor, c.action, c.settings, c.before, c.after, c.found
  from (
    select l.*, (count(*) over ())::integer as found, row_number() over (order by l.seq) as place,
      sum(coalesce(octet_length(l.before::text), 0) + coalesce(octet_length(l.after::text), 0))
        over (order by l.seq) as bytes
    from (${selected} order by seq limit $2::integer + 1) as l
  ) as c
  where c.place = 1 or c.place <= $2::integer and c.bytes <= $3::bigint
  order by c.seq`;

const PAGE = page('select l.* from changes l where l.seq > $1::bigint');

const FOUND = `
  with found as (
    select s.name as setting from settings s where s.name = $4
    union select a.setting from setting_aliases a where a.alias = $4
  )`;

/** The requested name and, if it leads to a setting, all other names of that setting. */
const NAMES = `array(
  select $4::text
  union select f.setting::text from found f
  union select a.alias::text from setting_aliases a where a.setting in (select f.setting from found f)
)`;

const PAGE_NEAR = `${FOUND} ${page(
  `select l.* from changes l
   where l.seq > $1::bigint and l.seq <= $5::bigint and (l.settings is null or l.settings && ${NAMES})`,
)}`;

/** A union of two index scans. With an `or` PostgreSQL may scan the whole log in order, expecting to fill the page soon. */
export const PAGE_OF_SETTING = `${FOUND}, named as materialized (
    select l.seq from changes l where l.settings && ${NAMES}
  ), chosen as materialized (
    (select n.seq from named n where n.seq > $1::bigint order by n.seq limit $2::integer + 1)
    union all
    (select l.seq from changes l where l.settings is null and l.seq > $1::bigint order by l.seq limit $2::integer + 1)
  ) ${page('select l.* from changes l where l.seq = any (array(select o.seq from chosen o))')}`;
