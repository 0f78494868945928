import { PRINTED_AT } from './change-pages.js';
import { named } from './database/named-statements.js';

/** The revision with its sequence. */
export interface Revision {
  id: string;
  seq: string;
  /** When it was made, in UTC, as ISO 8601 with milliseconds; null if the log does not have the change. */
  at: string | null;
}

/** Selects a `Revision`; no row if the database has lost its head. */
export const REVISION_WITH_TIME = named(
  `select h.id, h.seq, ${PRINTED_AT} from revision_head h left join changes c on c.seq = h.seq and c.id = h.id`,
);

/** Selects the first changes between two sequences, as streams send them: fewer if their entries exceed 32 MiB. */
export const FOLLOWED_CHANGES = `
  select c.seq, c.id, c.parent, ${PRINTED_AT}, c.actor, c.action, c.settings, json_array_length(c.items) as items
  from (
    select l.*, row_number() over (order by l.seq) as place,
      sum(octet_length(l.items::text)) over (order by l.seq) as bytes
    from changes l where l.seq >= $1 and l.seq <= $2 order by l.seq limit $3
  ) as c
  where c.place = 1 or coalesce(c.bytes, 0) <= 33554432
  order by c.seq`;
