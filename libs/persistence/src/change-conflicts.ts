import { PRINTED_AT } from './change-pages.js';
import type { Session } from './database/session.js';

/** A recent change: its actor, time and action. */
export interface LatestChange {
  seq: string;
  at: string;
  actor: string | null;
  action: string;
}

/** What a client has seen, and what it wants to change. */
export interface Basis {
  /** The sequence of the state that the client has seen. */
  after: number;
  /** Names and aliases of settings. */
  names: readonly string[];
  ruleIds: readonly number[];
}

export interface Conflicts {
  /** Whether the log has that sequence, so that all later changes are known. */
  isKnown: boolean;
  /** The changes since that may be of what is to be changed, latest first; at most ten. */
  changes: LatestChange[];
}

const LARGEST_ID = 2 ** 31 - 1;

/** Settings by their names, then and now, by their aliases, and by their rules. */
const CONFLICTS = `
  with touched (name) as (
    select unnest($2::text[])
    union select a.setting from setting_aliases a where a.alias = any ($2::text[])
    union select r.setting from rules r where r.id = any ($3::integer[])
  )
  select c.seq, ${PRINTED_AT}, c.actor, c.action from changes c
  where c.seq > $1::bigint and (c.settings is null or c.settings && (select array_agg(t.name) from touched t))
  order by c.seq desc limit 10`;

/** The changes since a state that may be of what is to be changed. A state is known as well if nothing has changed since. */
export async function findConflicts({ manager }: Session, { after, names, ruleIds }: Basis): Promise<Conflicts> {
  const [known] = await manager.query<{ known: boolean }[]>(
    `select exists (select from changes c where c.seq = $1::bigint)
       or exists (select from revision_head h where h.seq = $1::bigint) as known`,
    [after],
  );
  if (!known?.known) return { isKnown: false, changes: [] };
  const possible = ruleIds.filter((id) => id <= LARGEST_ID);
  return { isKnown: true, changes: await manager.query<LatestChange[]>(CONFLICTS, [after, names, possible]) };
}
