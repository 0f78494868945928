import type { Session } from './database/session.js';

/** Which changes stay in the log. */
export interface KeptChanges {
  /** Changes younger than this stay; 0 for all. */
  days: number;
  /** This many of the newest changes always stay; at least 1. */
  least: number;
}

/** The most changes that one statement deletes: it keeps its locks for milliseconds only. */
const BATCH = 1000;

/** The result of a deletion. */
export interface Forgotten {
  count: number;
  /** Whether there may be more to delete. */
  isMore: boolean;
}

/**
 * The oldest changes, up to the first one that stays: the log never has a gap, even if a clock went back. The row after the
 * newest ones is found in the index. Without such a row, nothing is deleted.
 */
const FORGET = `
  with oldest as (
    select c.seq, c.at from changes c
    where c.seq <= (select k.seq from changes k order by k.seq desc offset $2::bigint limit 1)
    order by c.seq
    limit ${BATCH}
  ), judged as (
    select o.seq, bool_and(o.at < now() - make_interval(days => $1::integer)) over (order by o.seq) as is_old from oldest o
  ), forgotten as (
    delete from changes where seq in (select j.seq from judged j where j.is_old) returning seq
  )
  select count(*)::integer as count from forgotten`;

/** Deletes the oldest changes that need not stay, at most 1,000. */
export async function forgetChanges({ manager }: Session, { days, least }: KeptChanges): Promise<Forgotten> {
  const [row] = await manager.query<{ count: number }[]>(FORGET, [days, Math.max(1, least)]);
  const count = row?.count ?? 0;
  return { count, isMore: count === BATCH };
}
