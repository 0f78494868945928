import type pg from 'pg';
import { named, type StatementNames } from './named-statements.js';

/** The head as a standby has it. */
export interface StandbyHead {
  /** Undefined if the head was lost. */
  revision: string | undefined;
  sequence: bigint;
  /** How many milliseconds ago the primary made the last commit that the standby has; undefined if it has none yet. */
  lagMs: number | undefined;
}

/** The head read on a standby, which also asks how many milliseconds ago the primary made the last commit that it has. */
const STANDBY_HEAD = named(`
  select id, seq, case when pg_is_in_recovery()
    then 1000 * extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) else 0 end as lag
  from revision_head`);

interface HeadRow {
  id: string;
  seq: string;
  lag: string | null;
}

/** The head read on a standby. It goes without TypeORM, whose part would cost more than the round trip. Throws what `pg` throws. */
export async function readStandbyHead(
  client: Pick<pg.ClientBase, 'query'>,
  { areUsed }: StatementNames,
): Promise<StandbyHead> {
  const { name, text } = STANDBY_HEAD;
  const { rows } = await client.query<HeadRow>(areUsed ? { name, text } : text);
  return toHead(rows[0]);
}

function toHead(row: HeadRow | undefined): StandbyHead {
  const lagMs = row === undefined || row.lag === null ? undefined : Math.max(0, Number(row.lag));
  return { revision: row?.id, sequence: BigInt(row?.seq ?? -1), lagMs };
}
