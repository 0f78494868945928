import type { ChangesSelection, Span } from './change-selection.js';

/** What limits the pages of a selection. */
export interface Bounds extends Span {
  /** The setting of the selection, or of its rule. */
  setting: string | undefined;
}

/** Clocks may go back by so much, as after a failover to another server. */
const CLOCK_SKEW_MS = 10 * 60 * 1000;

/** The highest possible sequence. */
const LAST = 2n ** 63n - 1n;

interface BoundsRow {
  first: string | null;
  last: string | null;
  from: string | null;
  to: string | null;
  setting: string | null;
}

/**
 * The first sequence at or after a time, or the one after the last change. The log is in the order of time, so halving finds
 * it without an index.
 */
const firstSince = (milliseconds: string) => `(
  with recursive halving (low, high) as (
    select min(c.seq), max(c.seq) + 1 from changes c
    union all
    select
      case when found.at < to_timestamp(${milliseconds} / 1000) then found.seq + 1 else h.low end,
      case when found.at < to_timestamp(${milliseconds} / 1000) then h.high else middle.seq end
    from halving h
    cross join lateral (select h.low + (h.high - h.low) / 2 as seq) as middle
    left join lateral (
      select c.seq, c.at from changes c where c.seq >= middle.seq and c.seq < h.high order by c.seq limit 1
    ) as found on true
    where h.low < h.high
  )
  select max(low) from halving
)`;

const BOUNDS = `
  select
    (select min(c.seq) from changes c) as first,
    (select max(c.seq) from changes c) as last,
    case when $1::float8 is not null then ${firstSince('$1::float8')} end as "from",
    case when $2::float8 is not null then ${firstSince('$2::float8')} end as "to",
    (select r.setting from rules r where r.id = $3::bigint) as setting`;

/** Whether a selection has conditions that only the content of a change shows. */
export function isFiltered({ actor, action, rule, from, to }: ChangesSelection): boolean {
  return [actor, action, rule, from, to].some((condition) => condition !== undefined);
}

/** The bounds of a selection, by one statement if they depend on the log. */
export async function findBounds(
  selection: ChangesSelection,
  ask: (statement: string, values: unknown[]) => Promise<BoundsRow[]>,
): Promise<Bounds> {
  const { after = 0n, before = LAST, isNewestFirst, setting, rule, from, to } = selection;
  const dependsOnLog = isFiltered(selection) || (isNewestFirst && setting !== undefined);
  if (!dependsOnLog) return { after, before, setting };
  const [row] = await ask(BOUNDS, [shift(from, -CLOCK_SKEW_MS), shift(to, CLOCK_SKEW_MS), rule ?? null]);
  return {
    after: [after, toSequence(row?.first, 1n) - 1n, toSequence(row?.from, 1n) - 1n].reduce(highest),
    before: [before, toSequence(row?.last, -1n) + 1n, toSequence(row?.to, LAST)].reduce(lowest),
    setting: setting ?? row?.setting ?? undefined,
  };
}

function shift(time: number | undefined, by: number): number | null {
  return time === undefined ? null : time + by;
}

function toSequence(text: string | null | undefined, absent: bigint): bigint {
  return text === null || text === undefined ? absent : BigInt(text);
}

export function highest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function lowest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
